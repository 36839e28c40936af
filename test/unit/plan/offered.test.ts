import { expect, test } from "vitest";
import {
  compilePlan,
  inFlightCapOf,
  offeredBetween,
  type PlanInput,
  usersAt,
} from "../../../src/plan/index.ts";

const INPUT: PlanInput = {
  profile: "recall",
  workload: "open",
  arrivals: "uniform",
  seed: 1,
  expected: { rate: 50, users: 3, source: "a test" },
  levels: [{ x: 2.5, steadyUs: 30e6 }],
  operations: [{ name: "recall", kind: "request", weight: 1, timeoutUs: 5e6 }],
  probes: [],
};

test("what is offered between two times is the integral of the rate", () => {
  const plan = compilePlan(INPUT); // 0-10 s 50/s, 10-13 s 50 to 125/s, 13-43 s 125/s, 43-53 s 50/s
  expect(offeredBetween(plan, 0, 10e6)).toBe(500);
  expect(offeredBetween(plan, 10e6, 13e6)).toBe(262.5); // (50 + 125) / 2 x 3
  expect(offeredBetween(plan, 11e6, 12e6)).toBe(87.5); // (75 + 100) / 2 x 1
  expect(offeredBetween(plan, 12e6, 14e6)).toBe(237.5); // (100 + 125) / 2 + 125
  expect(offeredBetween(plan, 53e6, 60e6)).toBe(0); // the drain
  expect(offeredBetween(plan, -5e6, 1e6)).toBe(50);
  expect(offeredBetween(plan, 2e6, 2e6)).toBe(0);
});

test("users run linearly through a ramp, rounded, and none is busy in the drain", () => {
  const plan = compilePlan({ ...INPUT, workload: "closed" }); // 3 users, over 3 s to 7.5, 7.5, 3
  const at = [0, 10e6, 11e6, 12e6, 13e6, 42.9e6, 43e6, 53e6, 99e6];
  expect(at.map((us) => usersAt(plan, us))).toEqual([3, 3, 5, 6, 8, 8, 3, 0, 0]); // 3, 3, 4.5, 6, 7.5, 7.5, 3
  expect(usersAt(compilePlan(INPUT), 20e6)).toBe(0);
});

test("a level of less than one user keeps one", () => {
  const expected = { users: 1, source: "a test" };
  const levels = [{ x: 0.2, steadyUs: 10e6 }];
  expect(usersAt(compilePlan({ ...INPUT, workload: "closed", expected, levels }), 15e6)).toBe(1);
});

test.each([
  // [1x, x, timeout s, cap]: 1.2 x peak rate x timeout, upwards
  [50, 2, 5, 600],
  [35, 1, 5, 210], // 1.2 x 35 x 5 = 210 exactly
  [7, 1, 0.5, 5], // 4.2
  [0.1, 3, 5, 2], // 1.8
])("%d/s at %dx with a timeout of %d s needs room for %d at once", (rate, x, timeoutS, cap) => {
  const plan = compilePlan({
    ...INPUT,
    expected: { rate, source: "a test" },
    levels: [{ x, steadyUs: 1e6 }],
    operations: [{ name: "recall", kind: "request", weight: 1, timeoutUs: timeoutS * 1e6 }],
  });
  expect(inFlightCapOf(plan)).toBe(cap);
});

test("probes count in the room that is needed, with their rate and their timeout", () => {
  const probes = [{ name: "health", ratePerSec: 5, timeoutUs: 10e6 }];
  expect(inFlightCapOf(compilePlan({ ...INPUT, probes }))).toBe(1560); // 1.2 x (125 + 5) x 10
});

test("a closed workload needs room for its most users", () => {
  expect(inFlightCapOf(compilePlan({ ...INPUT, workload: "closed" }))).toBe(8); // 7.5 users
});

test("a segment needs its part of the room, rounded up", () => {
  // 1.2 x (125 + 5) x 10 = 1560 over 7: 222.86; 8 users over 3: 2.67
  const probes = [{ name: "health", ratePerSec: 5, timeoutUs: 10e6 }];
  expect(inFlightCapOf(compilePlan({ ...INPUT, probes }), 7)).toBe(223);
  expect(inFlightCapOf(compilePlan({ ...INPUT, workload: "closed" }), 3)).toBe(3);
});
