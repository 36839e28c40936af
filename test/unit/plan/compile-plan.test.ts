import { expect, test } from "vitest";
import { compilePlan, levelsOf, type PlanInput, recoveryOf } from "../../../src/plan/index.ts";
import { SloError } from "../../../src/shared/index.ts";

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

/** `kind x: start to end s, from to to /s` of each phase. */
function shape(input: Partial<PlanInput>): readonly string[] {
  return compilePlan({ ...INPUT, ...input }).phases.map(
    ({ kind, x, startUs, endUs, from, to }) =>
      `${kind} ${x}x: ${startUs / 1e6} to ${endUs / 1e6} s, ${from} to ${to}`,
  );
}

function problems(input: Partial<PlanInput>): readonly string[] {
  try {
    compilePlan({ ...INPUT, ...input });
  } catch (error) {
    if (error instanceof SloError && error.code === "bad_plan") return error.issues.map(({ where }) => where);
    throw error;
  }
  return [];
}

test("one level above 1x is warmed up, ramped to, held, recovered from at once and drained", () => {
  expect(shape({ levels: [{ x: 2, steadyUs: 30e6 }], recoveryUs: 20e6 })).toEqual([
    "warm-up 1x: 0 to 10 s, 50 to 50",
    "ramp 2x: 10 to 13 s, 50 to 100",
    "steady 2x: 13 to 43 s, 100 to 100",
    "recovery 1x: 43 to 63 s, 50 to 50",
    "drain 1x: 63 to 68 s, 0 to 0",
  ]);
});

test("a single level at 1x needs neither ramp nor recovery", () => {
  expect(shape({ levels: [{ x: 1, steadyUs: 30e6 }] })).toEqual([
    "warm-up 1x: 0 to 10 s, 50 to 50",
    "steady 1x: 10 to 40 s, 50 to 50",
    "drain 1x: 40 to 45 s, 0 to 0",
  ]);
});

test("a single level below 1x is ramped down to and has no recovery", () => {
  expect(shape({ levels: [{ x: 0.5, steadyUs: 30e6 }] })).toEqual([
    "warm-up 1x: 0 to 10 s, 50 to 50",
    "ramp 0.5x: 10 to 13 s, 50 to 25",
    "steady 0.5x: 13 to 43 s, 25 to 25",
    "drain 0.5x: 43 to 48 s, 0 to 0",
  ]);
});

test("a ladder has a ramp before every level and one recovery behind the last", () => {
  const levels = [1, 2, 5].map((x) => ({ x, steadyUs: 10e6 }));
  expect(shape({ levels })).toEqual([
    "warm-up 1x: 0 to 10 s, 50 to 50",
    "ramp 1x: 10 to 13 s, 50 to 50",
    "steady 1x: 13 to 23 s, 50 to 50",
    "ramp 2x: 23 to 26 s, 50 to 100",
    "steady 2x: 26 to 36 s, 100 to 100",
    "ramp 5x: 36 to 39 s, 100 to 250",
    "steady 5x: 39 to 49 s, 250 to 250",
    "recovery 1x: 49 to 59 s, 50 to 50",
    "drain 1x: 59 to 64 s, 0 to 0",
  ]);
});

test("phases of no length are left out", () => {
  expect(shape({ warmUpUs: 0, rampUs: 0, recoveryUs: 0 })).toEqual([
    "steady 2x: 0 to 30 s, 100 to 100",
    "drain 2x: 30 to 35 s, 0 to 0",
  ]);
});

test("the drain is as long as the longest timeout of operations and probes", () => {
  const plan = compilePlan({ ...INPUT, probes: [{ name: "health", ratePerSec: 4, timeoutUs: 9e6 }] });
  const drain = plan.phases.at(-1);
  expect([drain?.kind, (drain?.endUs ?? 0) - (drain?.startUs ?? 0)]).toEqual(["drain", 9e6]);
});

test("a closed workload's phases count users", () => {
  const expected = { rate: 50, users: 10, source: "a test" };
  expect(shape({ workload: "closed", expected })).toEqual([
    "warm-up 1x: 0 to 10 s, 10 to 10",
    "ramp 2x: 10 to 13 s, 10 to 20",
    "steady 2x: 13 to 43 s, 20 to 20",
    "recovery 1x: 43 to 53 s, 10 to 10",
    "drain 1x: 53 to 58 s, 0 to 0",
  ]);
});

test("levels and recovery are found again in the plan", () => {
  const plan = compilePlan({ ...INPUT, levels: [1, 3].map((x) => ({ x, steadyUs: 10e6 })) });
  expect(levelsOf(plan).map(({ x, index }) => [x, index])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(recoveryOf(plan)?.index).toBe(5);
  expect(recoveryOf(compilePlan({ ...INPUT, levels: [{ x: 1, steadyUs: 1e6 }] }))).toBe(null);
});

test("every problem of an input is told at once", () => {
  const operation = { name: "recall", kind: "request", weight: 1, timeoutUs: 5e6 } as const;
  expect(
    problems({
      expected: { rate: -1, users: null, source: "a test" },
      seed: 0.5,
      levels: [{ x: 0, steadyUs: 0 }],
      rampUs: Number.NaN,
      operations: [{ ...operation, weight: Number.POSITIVE_INFINITY }],
      probes: [{ name: "recall", ratePerSec: 0, timeoutUs: 0 }],
    }),
  ).toEqual([
    "expected.rate",
    "seed",
    "levels[0].x",
    "levels[0].steadyUs",
    "rampUs",
    "operations.recall.weight",
    "probes.recall.rate",
    "probes.recall.timeout",
    "recall",
  ]);
});

test.each([
  ["no level", { levels: [] }, "levels"],
  ["no operation", { operations: [] }, "operations"],
  ["no rate in an open workload", { expected: { rate: null, users: 3, source: "" } }, "expected.rate"],
  ["half a user", { workload: "closed", expected: { rate: 1, users: 1.5, source: "" } }, "expected.users"],
  ["a probe called load", { probes: [{ name: "load", ratePerSec: 1, timeoutUs: 1e6 }] }, "probes.load"],
] as const)("%s is refused", (_name, input, where) => {
  expect(problems(input)).toEqual([where]);
});
