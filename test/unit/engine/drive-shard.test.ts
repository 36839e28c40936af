import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleScenario } from "../../../src/bundle/index.ts";
import { prepareShard } from "../../../src/engine/native/drive-shard.ts";
import { createInFlightCount } from "../../../src/engine/native/in-flight.ts";
import type { FromWorker } from "../../../src/engine/native/job.ts";
import type { Paced, Pacer } from "../../../src/engine/native/pacer.ts";
import { createRunClock } from "../../../src/engine/native/run-clock.ts";
import type { Transport } from "../../../src/engine/native/transport.ts";
import { addCounts, noCounts } from "../../../src/measure/index.ts";
import { type Arrival, compilePlan } from "../../../src/plan/index.ts";

/** Releases in one burst all that is left, unless it is halted. */
function burstPacer() {
  let paced: Paced<Arrival> | null = null;
  const pacer: Pacer<Arrival> = {
    start: (walk) => {
      paced = walk;
    },
    halt: () => {
      paced = null;
      return [];
    },
    close: async () => {},
  };
  const burst = (): void => {
    while (paced !== null) {
      const next = paced.items.next();
      if (next.done !== true) paced.release(next.value);
      else {
        const { ranOut } = paced;
        paced = null;
        ranOut();
      }
    }
  };
  return { pacer, burst };
}

/** Never answers. */
const silent: Transport = {
  warm: async () => {},
  send: () => ({ abort: () => {} }),
  counts: () => ({ connects: 0, reconnects: 0 }),
  close: () => {},
};

/** A worker's share of 10 arrivals/s for 1 s with a timeout of 1 s; its clock stands still at 0.95 s, when all are due. */
async function stage({
  request = `() => ({ path: "/" })`,
  inFlightCap = 12,
  inFlight = createInFlightCount(),
}) {
  const dir = await mkdtemp(join(tmpdir(), "slo-shard-"));
  const file = join(dir, "trial.ts");
  await writeFile(
    file,
    `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "trial",
  expected: { rate: 10, source: "a test" },
  timeout: "1s",
  operations: { get: { request: ${request} } },
});
`,
  );
  const bundle = await bundleScenario(file, { cwd: dir });
  await rm(dir, { recursive: true });
  const plan = compilePlan({
    profile: "trial",
    workload: "open",
    arrivals: "uniform",
    seed: 7,
    expected: { rate: 10, users: null, source: "a test" },
    levels: [{ x: 1, steadyUs: 1e6 }],
    warmUpUs: 0,
    rampUs: 0,
    recoveryUs: 0,
    operations: [{ name: "get", kind: "request", weight: 1, timeoutUs: 1e6 }],
    probes: [],
  });
  const clock = createRunClock(() => 950_000);
  clock.begin(0);
  const posted: FromWorker[] = [];
  const { pacer, burst } = burstPacer();
  const shard = prepareShard({
    job: {
      worker: 0,
      workers: 1,
      runId: "run-1",
      plan,
      fromUs: 0,
      bundle,
      target: { url: "http://127.0.0.1:1", insecure: false },
      env: { given: {}, secrets: { KEY: "s3cr3t", OTHER: "o" } },
      setup: null,
      inFlightCap,
      inFlight,
      tickerFile: "",
    },
    clock,
    transport: silent,
    pacer,
    post: (message) => posted.push(message),
  });
  const driven = shard.drive();
  burst();
  return {
    shard,
    posted,
    /** Ends it at once and tells what it recorded. */
    async over() {
      shard.abandon();
      await driven;
      const lines = posted.flatMap((message) => (message.kind === "lines" ? message.lines : []));
      const unreleased = lines.flatMap((line) =>
        line.kind === "generator" ? (line.own_unreleased ?? 0) : 0,
      );
      return {
        counts: lines.reduce(
          (sum, line) => (line.kind === "interval" ? addCounts(sum, line.counts) : sum),
          noCounts,
        ),
        unreleased: unreleased.reduce((sum, count) => sum + count, 0),
      };
    },
  };
}

test("nothing is released after the arrival whose request builder threw, not even in the same burst", async () => {
  const { over } = await stage({
    request: `({ seq }) => { if (seq === 3) throw new Error("no more"); return { path: "/" }; }`,
  });
  // Numbers 0 to 3; 4 to 9 were due as well.
  expect((await over()).counts).toMatchObject({ planned: 4, unfinished: 4 });
});

test("the cap holds for all workers together, and places are given back", async () => {
  const inFlight = createInFlightCount();
  const one = await stage({ inFlight });
  // Of 12 places the first worker's 10 arrivals took 10.
  const other = await stage({ inFlight });
  expect((await other.over()).counts).toMatchObject({ planned: 10, unfinished: 2, shed: 8 });
  expect((await one.over()).counts).toMatchObject({ planned: 10, unfinished: 10, shed: 0 });
  expect(Atomics.load(inFlight, 0)).toBe(0);
});

test("what is shed because the machine grants less than the plan's cap is its own fault", async () => {
  // The plan's: 1.2 x 10/s x 1 s = 12.
  const lowered = await (await stage({ inFlightCap: 4 })).over();
  expect(lowered).toMatchObject({ counts: { shed: 6 }, unreleased: 6 });
  const inFlight = createInFlightCount();
  Atomics.store(inFlight, 0, 8);
  const granted = await (await stage({ inFlightCap: 12, inFlight })).over();
  expect(granted).toMatchObject({ counts: { shed: 6 }, unreleased: 0 });
});

test("each secret that the scenario reads is told of once, by its name", async () => {
  const { posted, over } = await stage({ request: `({ env }) => ({ path: "/" + env("KEY") })` });
  await over();
  expect(posted.filter(({ kind }) => kind === "secret")).toEqual([{ kind: "secret", name: "KEY" }]);
  expect(JSON.stringify(posted)).not.toContain("s3cr3t");
});
