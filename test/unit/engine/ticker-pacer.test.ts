import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { threadClock } from "../../../src/engine/native/thread-clock.ts";
import { createTickerPacer } from "../../../src/engine/native/ticker-pacer.ts";
import { ROOT } from "../../support/slo.ts";

/** The ticker's entry as its thread can load it; `lateMs`: it does nothing for so long, as when the machine gives it no time. */
async function tickerFile(lateMs: number): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src/engine/native/ticker.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const sleep = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${lateMs});\n`;
  return new URL(`data:text/javascript,${encodeURIComponent(sleep + outputFiles[0]?.text)}`);
}

/** Walks items that fall due one each `everyUs` from `fromUs` (from now) on; resolves with what was released once it ran out. */
async function walk(count: number, fromUs: number, everyUs: number, lateMs: number) {
  const now = threadClock();
  const released: number[] = [];
  let early = 0;
  const file = await tickerFile(lateMs);
  const originUs = now() + fromUs;
  await new Promise<void>((ranOut, failed) => {
    const pacer = createTickerPacer<number>(now, file, failed);
    pacer.start({
      items: Array.from({ length: count }, (_, item) => item).values(),
      dueUs: (item) => originUs + item * everyUs,
      release: (item) => {
        if (now() < originUs + item * everyUs) early++;
        released.push(item);
      },
      ranOut: () => void pacer.close().then(ranOut),
    });
  });
  return { released, early };
}

const inOrder = (count: number): readonly number[] => Array.from({ length: count }, (_, item) => item);

test("everything is released in order, nothing before its time", async () => {
  expect(await walk(500, 50_000, 400, 0)).toEqual({ released: inOrder(500), early: 0 });
});

test("a worker that has caught up with a late ticker waits for it, and releases all", async () => {
  // All 3000 were due a second ago; the ticker wakes up 300 ms after the worker has filled its ring of 256.
  expect((await walk(3_000, -1e6, 1, 300)).released).toEqual(inOrder(3_000));
});
