import { expect, test } from "vitest";
import type { IntervalLine } from "../../../src/measure/index.ts";
import { compilePlan, intervalsOf } from "../../../src/plan/index.ts";
import { stopRules } from "../../../src/run/stop-rules.ts";

const S = 1_000_000;
const plan = compilePlan({
  profile: "ask",
  workload: "open",
  arrivals: "uniform",
  seed: 1,
  expected: { rate: 10, users: null, source: "test" },
  levels: [{ x: 1, steadyUs: 600 * S }],
  warmUpUs: 10 * S,
  rampUs: 3 * S,
  recoveryUs: 10 * S,
  operations: [{ name: "ask", kind: "request", weight: 1, timeoutUs: 5 * S }],
  probes: [{ name: "health", ratePerSec: 1, timeoutUs: S }],
});
const line = (operation: string, counts: IntervalLine["counts"]): IntervalLine => ({
  kind: "interval",
  interval: 0,
  operation,
  counts,
});

function watched(abort: Parameters<typeof stopRules>[2] = null) {
  const clock = { us: 0 };
  const rules = stopRules(plan, intervalsOf(plan), abort, () => clock.us);
  return {
    at(seconds: number, operation: string, counts: IntervalLine["counts"]) {
      clock.us = seconds * S;
      rules.see(line(operation, counts));
    },
    due: (seconds: number) => rules.due(seconds * S),
  };
}

test("nothing good for 30 s asks for a stop, one good response starts the time anew", () => {
  const run = watched();
  run.at(1, "ask", { planned: 10, timeout: 10 });
  expect(run.due(29.9)).toBeNull();
  run.at(29.9, "ask", { planned: 10, good: 1, bad: 9 });
  expect(run.due(31)).toBeNull();
  run.at(40, "ask", { planned: 10, failed: 10 });
  expect(run.due(59.8)).toBeNull();
  expect(run.due(59.9)).toBe("nothing good for 30s");
});

test("a good probe does not hide a dead load", () => {
  const run = watched();
  run.at(1, "ask", { planned: 10, timeout: 10 });
  run.at(20, "health", { planned: 1, good: 1 });
  expect(run.due(30)).toBe("nothing good for 30s");
});

test("a rare operation of which too few have ended is not stopped", () => {
  const run = watched();
  run.at(1, "ask", { planned: 4, timeout: 4 });
  expect(run.due(100)).toBeNull();
});

test("a load that planned nothing in the time is not stopped", () => {
  expect(watched().due(100)).toBeNull();
});

test("the scenario's abort rule needs its share throughout its time", () => {
  // More than 50 % not good over 10 s.
  const run = watched({ errorRatio: 0.5, forUs: 10 * S });
  run.at(5, "ask", { planned: 10, good: 4, bad: 6 });
  expect(run.due(9)).toBeNull();
  run.at(11, "ask", { planned: 10, good: 4, bad: 6 });
  // 12 of 20 = 60 %
  expect(run.due(12)).toMatch(/^60\.0 % not good over 10s/);
  run.at(13, "ask", { planned: 10, good: 10 });
  // 12 of 30 = 40 %
  expect(run.due(14)).toBeNull();
});
