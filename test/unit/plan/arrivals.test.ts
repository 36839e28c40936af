import { expect, test } from "vitest";
import {
  type Arrival,
  arrivalsOf,
  compilePlan,
  countArrivals,
  digestArrivals,
  offeredBetween,
  type PlanInput,
  planDigest,
  scheduleDigest,
} from "../../../src/plan/index.ts";

const INPUT: PlanInput = {
  profile: "recall",
  workload: "open",
  arrivals: "uniform",
  seed: 1,
  expected: { rate: 50, users: null, source: "a test" },
  levels: [{ x: 2, steadyUs: 30e6 }],
  operations: [{ name: "recall", kind: "request", weight: 1, timeoutUs: 5e6 }],
  probes: [],
};

function arrivals(input: Partial<PlanInput>): readonly Arrival[] {
  return [...arrivalsOf(compilePlan({ ...INPUT, ...input }))];
}

function countsOf(input: Partial<PlanInput>): readonly Record<string, number>[] {
  return countArrivals(compilePlan({ ...INPUT, ...input })).map((counts) => Object.fromEntries(counts));
}

test("uniform arrivals stand where the integral of the rate is a whole number", () => {
  // 10/s for 1 s, then a ramp from 10/s to 20/s over 1 s: A(t) = 10 t + 5 t^2 = 1 at t = (sqrt(120) - 10) / 10 s
  // = 0.095445 s, A = 2 at (sqrt(140) - 10) / 10 = 0.183216 s; then 20/s.
  const times = arrivals({
    expected: { rate: 10, users: null, source: "a test" },
    warmUpUs: 1e6,
    rampUs: 1e6,
  }).map(({ intendedUs }) => intendedUs);
  expect(times.slice(0, 3)).toEqual([0, 100_000, 200_000]);
  expect(times.slice(10, 13)).toEqual([1_000_000, 1_095_445, 1_183_216]);
  // Within the ramp (10 + 20) / 2 = 15 arrivals, so the 26th is the level's first.
  expect(times.slice(25, 27)).toEqual([2_000_000, 2_050_000]);
});

test("a level has exactly rate x duration arrivals where that is whole", () => {
  // 50/s x 10 s, 75/s x 3 s, 100/s x 30 s, 50/s x 10 s; the drain has none.
  expect(countsOf({})).toEqual([{ recall: 500 }, { recall: 225 }, { recall: 3000 }, { recall: 500 }, {}]);
});

test.each([
  // [1x, x, seconds, warm-up seconds, arrivals in the level]
  [0.1, 3, 30, 10, 9], // 0.1 x 3 = 0.30000000000000004 in floating point; 0.3/s x 30 s = 9
  [33.3, 1, 10, 10, 333],
  [1 / 3, 1, 30, 3, 10],
  [0.7, 1, 10, 0, 7],
  [1234.5, 1, 2, 0.5, 2469],
])("%d/s at %dx for %d s keeps its count through rounding", (rate, x, seconds, warmUp, count) => {
  const counts = countsOf({
    expected: { rate, users: null, source: "a test" },
    levels: [{ x, steadyUs: seconds * 1e6 }],
    warmUpUs: warmUp * 1e6,
    rampUs: 0,
    recoveryUs: 0,
  });
  expect(counts.at(-2)).toEqual({ recall: count });
});

test("each arrival knows its phase, and lies in it", () => {
  const plan = compilePlan({ ...INPUT, arrivals: "poisson" });
  for (const { phase, intendedUs } of arrivalsOf(plan)) {
    const { startUs = 0, endUs = 0 } = plan.phases[phase] ?? {};
    if (intendedUs < startUs || intendedUs >= endUs) expect([phase, intendedUs]).toBe("inside");
  }
});

test("Poisson arrivals have the mean and the variance of their process", () => {
  // 60 s at 100/s: 6000 +- 5 x sqrt(6000) = 5613 to 6387. Counts by second: mean 100, variance 100; the variance of 60
  // such has a relative standard error of sqrt(2 / 59) = 0.18, five of them 0.92: 8 to 192.
  const times = arrivals({
    arrivals: "poisson",
    levels: [{ x: 2, steadyUs: 60e6 }],
    warmUpUs: 0,
    rampUs: 0,
    recoveryUs: 0,
  }).map(({ intendedUs }) => intendedUs);
  expect(times.length).toBeGreaterThan(5613);
  expect(times.length).toBeLessThan(6387);
  const bySecond = Array.from(
    { length: 60 },
    (_, s) => times.filter((us) => Math.floor(us / 1e6) === s).length,
  );
  const mean = times.length / 60;
  const variance = bySecond.reduce((sum, n) => sum + (n - mean) ** 2, 0) / 59;
  expect(variance).toBeGreaterThan(8);
  expect(variance).toBeLessThan(192);
});

test("operations share the load by weight", () => {
  // 3000 draws with p = 4/5: 2400 +- 5 x sqrt(3000 x 0.8 x 0.2) = 2290 to 2510.
  const operations = [
    { name: "recall", kind: "request", weight: 4, timeoutUs: 5e6 },
    { name: "write", kind: "request", weight: 1, timeoutUs: 5e6 },
  ] as const;
  const { recall = 0, write = 0 } = countsOf({ operations })[2] ?? {};
  expect(recall + write).toBe(3000);
  expect(recall).toBeGreaterThan(2290);
  expect(recall).toBeLessThan(2510);
});

test("the operation of an arrival depends on seed and number alone, not on the load", () => {
  const operations = [
    { name: "recall", kind: "request", weight: 1, timeoutUs: 5e6 },
    { name: "write", kind: "request", weight: 1, timeoutUs: 5e6 },
  ] as const;
  const names = (input: Partial<PlanInput>): readonly string[] =>
    arrivals({ operations, ...input }).map(({ operation }) => operation);
  const slow = names({ arrivals: "poisson" });
  const fast = names({ levels: [{ x: 5, steadyUs: 30e6 }] });
  expect(fast.slice(0, 3000)).toEqual(slow.slice(0, 3000));
  expect(names({ seed: 2 }).slice(0, 3000)).not.toEqual(slow.slice(0, 3000));
});

test("probes keep their own rate through every phase but the drain, behind the load at a tie", () => {
  const probes = [
    { name: "health", ratePerSec: 4, timeoutUs: 1e6 },
    { name: "ready", ratePerSec: 0.5, timeoutUs: 1e6 },
  ];
  expect(countsOf({ probes }).map(({ health, ready }) => [health, ready])).toEqual([
    [40, 5], // 10 s
    [12, 2], // 3 s: at 10 and 12 s
    [120, 15], // 30 s: 14, 16, ... 42 s
    [40, 5], // 10 s: 44, ... 52 s
    [undefined, undefined],
  ]);
  const first = arrivals({ probes }).slice(0, 4);
  expect(first).toEqual([
    { index: 0, stream: "load", seq: 0, operation: "recall", intendedUs: 0, phase: 0 },
    { index: 1, stream: "health", seq: 0, operation: "health", intendedUs: 0, phase: 0 },
    { index: 2, stream: "ready", seq: 0, operation: "ready", intendedUs: 0, phase: 0 },
    { index: 3, stream: "load", seq: 1, operation: "recall", intendedUs: 20_000, phase: 0 },
  ]);
});

test("a closed workload has the arrivals of its probes alone", () => {
  const plan = compilePlan({
    ...INPUT,
    workload: "closed",
    expected: { users: 10, source: "a test" },
    probes: [{ name: "health", ratePerSec: 4, timeoutUs: 1e6 }],
  });
  const arrivals = [...arrivalsOf(plan)];
  expect(new Set(arrivals.map(({ operation }) => operation))).toEqual(new Set(["health"]));
  // 4/s from the first phase to the drain
  expect(arrivals).toHaveLength(((plan.phases.at(-1)?.startUs ?? 0) / 1e6) * 4);
  expect(offeredBetween(plan, 0, 10e6)).toBe(0);
});

test("a shard that does not exist is refused", () => {
  const plan = compilePlan(INPUT);
  expect(() => [...arrivalsOf(plan, { worker: 2, workers: 2 })]).toThrow(RangeError);
  expect(() => [...arrivalsOf(plan, { worker: -1, workers: 2 })]).toThrow(RangeError);
});

test("a schedule is the same each time, and another for another seed", () => {
  const plan = compilePlan({ ...INPUT, arrivals: "poisson" });
  expect(scheduleDigest(plan)).toBe(scheduleDigest(compilePlan({ ...INPUT, arrivals: "poisson" })));
  expect(scheduleDigest(plan)).not.toBe(
    scheduleDigest(compilePlan({ ...INPUT, arrivals: "poisson", seed: 2 })),
  );
  expect(planDigest(plan)).not.toBe(planDigest(compilePlan({ ...INPUT, arrivals: "uniform" })));
});

test("a schedule's digest is sha256 over one line an arrival", () => {
  // printf '0\trecall\tload\t0\n500000\trecall\tload\t1\n' | sha256sum
  const plan = compilePlan({
    ...INPUT,
    expected: { rate: 2, users: null, source: "a test" },
    levels: [{ x: 1, steadyUs: 1e6 }],
    warmUpUs: 0,
  });
  const expected = "sha256:b49265835cf88e6f888aa389bbaf4a122f614a666ec96fc9d14234691fd10abc";
  expect(scheduleDigest(plan)).toBe(expected);
  expect(digestArrivals(arrivalsOf(plan))).toBe(expected);
});
