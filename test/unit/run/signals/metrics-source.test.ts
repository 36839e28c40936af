import { expect, test } from "vitest";
import type { CappedClient, Got } from "../../../../src/run/signals/capped-get.ts";
import { metricsSource } from "../../../../src/run/signals/metrics-source.ts";

const URL = "http://127.0.0.1:1/metrics";

/** A client whose pages come one after another; null is a server that is down. */
function pages(...texts: readonly (string | null)[]): CappedClient {
  const left = [...texts];
  return {
    get: async (): Promise<Got> => {
      const body = left.shift() ?? null;
      return body === null
        ? { kind: "failed", why: "connect ECONNREFUSED" }
        : { kind: "answer", status: 200, headers: {}, body };
    },
    close: async () => {},
  };
}
const open = (client: CappedClient, signal: object = {}) =>
  metricsSource(URL, [{ name: "a", signal: { series: "up", ...signal } }], client, () => ({}));

async function notices(...starts: number[]): Promise<readonly string[]> {
  const source = open(pages(...starts.map((start) => `up 1\nprocess_start_time_seconds ${start}\n`)));
  const told: string[] = [];
  for (const [i] of starts.entries()) told.push(...(await source.read(i * 1e6)).notices);
  return told;
}

test("a counter becomes its increase per second; a reading that fails in between widens the stretch", async () => {
  const source = open(pages("up 100", "up 130", null, "up 190", "up 10", "up 12"), { rate: true });
  const read = async (atS: number) => (await source.read(atS * 1e6)).values.a;
  expect(await read(0)).toBeUndefined();
  // 30 in 1 s, then 60 in 2 s, then a restart, then 2 in 1 s
  expect(await read(1)).toBe(30);
  expect(await read(2)).toBeUndefined();
  expect(await read(3)).toBe(30);
  expect(await read(4)).toBeUndefined();
  expect(await read(5)).toBe(2);
});

test("a process that was started anew is told of, each time", async () => {
  const restarted = `the process behind ${URL} was started anew during the run`;
  expect(await notices(100, 100, 100)).toEqual([]);
  expect(await notices(100, 100, 200, 200, 300)).toEqual([restarted, restarted]);
});

test("several processes that answer in turn are told of once", async () => {
  expect((await notices(100, 200, 100, 200, 100, 300)).slice(1)).toEqual([
    `several processes answer at ${URL} in turn: its signals are now of one, now of another`,
  ]);
});

test.each<[string, object, string]>([
  ["a", { series: "process_resident_memory_bytes" }, "bytes"],
  ["a", { series: 'took_seconds{q="0.9"}' }, "s"],
  ["a", { series: "hit_ratio" }, "ratio"],
  ["a", { series: "sent_bytes", rate: true }, "per_s"],
  ["a", { series: "jobs" }, "count"],
  ["rss", { series: "memory" }, "bytes"],
  ["cpu", { series: "load" }, "ratio"],
])("%s of %j is counted in %s", (name, signal, unit) => {
  const source = metricsSource(URL, [{ name, signal: { series: "", ...signal } }], pages(), () => ({}));
  expect(source.signals[0]?.unit).toBe(unit);
});
