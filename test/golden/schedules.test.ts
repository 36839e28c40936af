import { expect, test } from "vitest";
import {
  arrivalsOf,
  compilePlan,
  inFlightCapOf,
  intervalsOf,
  operationDraw,
  type PlanInput,
  type PlannedOperation,
  scheduleDigest,
  usersAt,
} from "../../src/plan/index.ts";
import { US_PER_S, type Us } from "../../src/shared/index.ts";

// What these plans offer, arrival by arrival. The k6 extension computes its arrivals in Go from the same plans, and its
// tests (src/engine/k6/xk6-slo/internal/plan) read the same file: one schedule, whichever engine walks it.

const SECOND: Us = US_PER_S;
const one: PlannedOperation = { name: "recall", kind: "request", weight: 1, timeoutUs: 5 * SECOND };
const mixed: readonly PlannedOperation[] = [
  { ...one, weight: 4 },
  { name: "write", kind: "request", weight: 1, timeoutUs: 2 * SECOND },
  { name: "prüfung ✓ 𝄞", kind: "flow", weight: 0.3, timeoutUs: 10 * SECOND },
];
const base: PlanInput = {
  profile: "golden",
  workload: "open",
  arrivals: "poisson",
  seed: 1,
  expected: { rate: 50, users: 10, source: "golden" },
  levels: [{ x: 1, steadyUs: 30 * SECOND }],
  operations: [one],
  probes: [],
};
const health = { name: "health", ratePerSec: 4, timeoutUs: SECOND };

const inputs: Readonly<Record<string, PlanInput>> = {
  "uniform, one level": { ...base, arrivals: "uniform" },
  "uniform, a rate with no whole period": {
    ...base,
    arrivals: "uniform",
    expected: { rate: 33.3, users: 10, source: "golden" },
  },
  "uniform, ramps and a probe at the same instants": {
    ...base,
    arrivals: "uniform",
    levels: [
      { x: 1, steadyUs: 10 * SECOND },
      { x: 2.5, steadyUs: 7 * SECOND + 1 },
      { x: 0.1, steadyUs: 9_999_999 },
    ],
    probes: [health],
  },
  "poisson, seed 1": base,
  "poisson, the largest seed": { ...base, seed: Number.MAX_SAFE_INTEGER },
  "poisson, seed 2^32 + 3": { ...base, seed: 2 ** 32 + 3 },
  "poisson, 2,000/s over a minute": {
    ...base,
    seed: 7,
    expected: { rate: 2_000, users: 10, source: "golden" },
    levels: [{ x: 1, steadyUs: 60 * SECOND }],
  },
  "poisson, a ladder of ramps": {
    ...base,
    seed: 42,
    levels: [1, 2, 5, 1.5].map((x) => ({ x, steadyUs: 12 * SECOND })),
  },
  "poisson, weights and two probes": {
    ...base,
    seed: 2026,
    levels: [{ x: 2, steadyUs: 20 * SECOND }],
    operations: mixed,
    probes: [health, { name: "slow", ratePerSec: 0.7, timeoutUs: 30 * SECOND }],
  },
  "poisson, a long level": {
    ...base,
    seed: 5,
    expected: { rate: 0.25, users: 10, source: "golden" },
    levels: [{ x: 1, steadyUs: 3_600 * SECOND }],
  },
  "closed, ramps and a probe": {
    ...base,
    workload: "closed",
    levels: [
      { x: 1, steadyUs: 8 * SECOND },
      { x: 2.5, steadyUs: 8 * SECOND },
    ],
    operations: mixed,
    probes: [health],
  },
};

const schedules = Object.entries(inputs).map(([name, input]) => {
  const plan = compilePlan(input);
  const arrivals = [...arrivalsOf(plan)];
  const draw = operationDraw(plan.operations, plan.seed);
  return {
    name,
    arrivals: arrivals.length,
    digest: scheduleDigest(plan),
    in_flight_cap: inFlightCapOf(plan),
    intervals: intervalsOf(plan).length,
    /** Users of a closed workload at every second from 0. */
    users: plan.workload === "open" ? [] : intervalsOf(plan).map(({ startUs }) => usersAt(plan, startUs)),
    /** Operations of the first iterations or arrivals of the load, and of some far on. */
    operations: [0, 1, 2, 3, 4, 5, 6, 7, 2 ** 31, 2 ** 32 + 5, 2 ** 52].map(draw),
    plan,
  };
});

test("each plan offers the schedule that the k6 extension is held to", async () => {
  await expect(`${JSON.stringify({ schedules }, null, 1)}\n`).toMatchFileSnapshot("schedules.json");
});

test("the plans differ in what they offer", () => {
  expect(new Set(schedules.map(({ digest }) => digest)).size).toBe(schedules.length);
  expect(schedules.every(({ arrivals }) => arrivals > 50)).toBe(true);
});
