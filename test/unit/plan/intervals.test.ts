import { expect, test } from "vitest";
import { compilePlan, intervalIndexAt, intervalsOf, type PlanInput } from "../../../src/plan/index.ts";

function planned(warmUpUs: number, steadyUs: number): readonly string[] {
  return intervals(warmUpUs, steadyUs).map(
    ({ index, phase, startUs, endUs }) => `${index} of ${phase}: ${startUs / 1e6} to ${endUs / 1e6}`,
  );
}

function intervals(warmUpUs: number, steadyUs: number): ReturnType<typeof intervalsOf> {
  return intervalsOf(compiled(warmUpUs, steadyUs));
}

function longPlan() {
  const plan = compiled(0, 4 * 3_600e6);
  const [long] = plan.phases;
  if (long === undefined) throw new Error("a plan has phases");
  return { plan, long };
}

function compiled(warmUpUs: number, steadyUs: number): ReturnType<typeof compilePlan> {
  const input: PlanInput = {
    profile: "recall",
    workload: "open",
    arrivals: "uniform",
    seed: 1,
    expected: { rate: 50, users: null, source: "a test" },
    levels: [{ x: 1, steadyUs }],
    warmUpUs,
    operations: [{ name: "recall", kind: "request", weight: 1, timeoutUs: 5e6 }],
    probes: [],
  };
  return compilePlan(input);
}

test("intervals are 1 s wide, a phase's last may be shorter, and the drain has none", () => {
  expect(planned(2_000_000, 2_500_000)).toEqual([
    "0 of 0: 0 to 1",
    "1 of 0: 1 to 2",
    "2 of 1: 2 to 3",
    "3 of 1: 3 to 4",
    "4 of 1: 4 to 4.5",
  ]);
});

test("a phase of 10 minutes has 600 intervals, a longer one intervals of 10 s", () => {
  expect(intervals(0, 600e6).length).toBe(600);
  expect(planned(1e6, 605e6).slice(-3)).toEqual([
    "59 of 1: 581 to 591",
    "60 of 1: 591 to 601",
    "61 of 1: 601 to 606",
  ]);
});

test("the longer a phase, the wider its intervals: 30 s beyond 3 hours, 60 s beyond 12", () => {
  const hour = 3_600e6;
  // 3 h in 10 s are 1080; 8 h in 30 s are 960; 24 h in 60 s are 1440.
  expect([3, 8, 24].map((hours) => intervals(0, hours * hour).length)).toEqual([1080, 960, 1440]);
});

test("a phase of a plan that states no width keeps the one it was made with: 10 s, however long", () => {
  const { plan, long } = longPlan();
  expect(long.intervalUs).toBe(30e6);
  const { intervalUs: _, ...unstated } = long;
  const older = {
    ...plan,
    phases: plan.phases.map((phase) => (phase.index === long.index ? unstated : phase)),
  };
  // 4 h in 10 s, as plans had it before they stated widths.
  expect(intervalsOf(older).length).toBe(1440);
});

test("a time is in the interval that begins at or before it and ends after it", () => {
  for (const list of [intervals(2e6, 2.5e6), intervals(2.5e6, 2e6), intervals(1e6, 605e6)]) {
    for (const { index, startUs, endUs } of list) {
      expect([startUs, (startUs + endUs) / 2, endUs - 1].map((us) => intervalIndexAt(list, us))).toEqual([
        index,
        index,
        index,
      ]);
    }
    expect(intervalIndexAt(list, list.at(-1)?.endUs ?? 0)).toBe(-1);
    expect(intervalIndexAt(list, -1)).toBe(-1);
    expect(intervalIndexAt(list, Number.NaN)).toBe(-1);
  }
});
