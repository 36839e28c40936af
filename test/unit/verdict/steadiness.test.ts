import { describe, expect, test } from "vitest";
import { levelsOf } from "../../../src/plan/index.ts";
import { backlogIn, type IntervalFlow, steadinessOf } from "../../../src/verdict/index.ts";
import { type SyntheticRun, syntheticRecord } from "../../support/synthetic-record.ts";

/** 30 seconds of 100 arrivals each, all with one response time a second. */
function flow(at: (second: number) => { readonly us: number; readonly completed: number }): IntervalFlow[] {
  return Array.from({ length: 30 }, (_, second) => {
    const { us, completed } = at(second);
    return {
      widthUs: 1_000_000,
      planned: 100,
      completed,
      times: [{ valuesUs: [us], counts: [100], total: 100 }],
      beyond: 0,
    };
  });
}

function steady(run: SyntheticRun) {
  const record = syntheticRecord(run);
  const [level] = levelsOf(record.header.plan);
  if (level === undefined) throw new Error("the plan has no level");
  return steadinessOf(record, level);
}

/** One server that completes `perSecond` of what comes: the wait grows by (rate / perSecond - 1) of the time since the start. */
const saturated = (rate: number, perSecond: number): SyntheticRun => ({
  rate,
  warmUpSeconds: 0.001,
  rampSeconds: 0.001,
  timeoutUs: 60_000_000,
  answer: ({ intendedUs }) => 5_000 + (rate / perSecond - 1) * intendedUs,
});

test("a level whose completions fall behind while its median grows is not steady", () => {
  // Capacity 97 of 100/s: after t seconds an arrival waits (100/97 - 1) t = 31 ms a second.
  // Thirds of 30 s: medians at 5 s and 25 s: 0.155 and 0.773 s; over the last 20 s 97 % are completed.
  const { steady: is, detail } = steady(saturated(100, 97));
  expect(is).toBe(false);
  expect(detail).toMatch(
    /over its last two thirds 19[34]\d of 2000 .* from 1[56]\d\.\d ms in the first third to 7[78]\d\.\d ms in the last/,
  );
});

test("a level that keeps up is steady", () => {
  expect(steady({ answer: (_, random) => random.exponential(20_000) })).toMatchObject({
    steady: true,
    detail: "",
  });
});

test("completions that fall behind by 1 % are still steady", () => {
  // The last 20 s have 2000 arrivals: at 99 a second 1980 are completed, 1 % fewer
  const at = (completed: number) => flow((second) => ({ us: second < 10 ? 100_000 : 900_000, completed }));
  expect(backlogIn(at(99), 30)).toBeNull();
  expect(backlogIn(at(98), 30)).not.toBeNull();
});

test("a median that doubles exactly is still steady", () => {
  const at = (us: number) => flow((second) => ({ us: second < 10 ? 300_000 : us, completed: 90 }));
  expect(backlogIn(at(600_000), 30)).toBeNull();
  expect(backlogIn(at(600_001), 30)).not.toBeNull();
});

test("a rise that a backlog of this size cannot explain is noise", () => {
  // 2 % never answered, and a median that more than doubles: 0.3 to 0.7 ms. A backlog of 1 % would add 200 ms in 30 s; half is asked for.
  expect(
    backlogIn(
      flow((second) => ({ us: second < 20 ? 300 : 700, completed: 98 })),
      30,
    ),
  ).toBeNull();
  const at = (us: number) => flow((second) => ({ us: second < 10 ? 300 : us, completed: 98 }));
  expect(backlogIn(at(100_299), 30)).toBeNull();
  expect(backlogIn(at(100_301), 30)).not.toBeNull();
});

test("a median that goes beyond every finite value is growth", () => {
  const hanging = flow(() => ({ us: 10_000, completed: 100 })).map((second, i) =>
    i < 20
      ? second
      : {
          widthUs: 1_000_000,
          planned: 100,
          completed: 20,
          times: [{ valuesUs: [10_000], counts: [20], total: 20 }],
          beyond: 80,
        },
  );
  expect(backlogIn(hanging, 30)).toMatch(/to beyond the timeout in the last/);
});

test("growth in a closed workload is slowness, for its users pile up no backlog", () => {
  const slower = flow((second) => ({ us: second < 10 ? 300_000 : 900_000, completed: 90 }));
  expect(backlogIn(slower, 30, "open")).toMatch(/: a backlog grows$/);
  expect(backlogIn(slower, 30, "closed")).toMatch(/: answers become slower$/);
});

test("two intervals have no thirds", () => {
  expect(backlogIn(flow((second) => ({ us: 10 ** (second + 3), completed: 1 })).slice(0, 2), 2)).toBeNull();
});

test("a backlog in one of several operations is found, though the others drown it", () => {
  const { steady: is, detail } = steady({
    ...saturated(100, 90),
    operations: { recall: 9, write: 1 },
    answer: ({ operation, intendedUs }) => (operation === "write" ? 5_000 + 0.11 * intendedUs : 5_000),
  });
  expect(is).toBe(false);
  expect(detail).toMatch(/^write: /);
});

test("arrivals that never answer do not make a level unsteady", () => {
  expect(steady({ answer: ({ seq }) => (seq % 50 === 0 ? "timeout" : 10_000) }).steady).toBe(true);
});

test("few arrivals that hang are no backlog", () => {
  // In 30 s 15 arrivals, 5 in each third; those of the last third never answer
  const { steady: is } = steady({
    rate: 0.5,
    answer: ({ intendedUs }) => (intendedUs >= 21e6 ? "timeout" : 10_000),
  });
  expect(is).toBe(true);
});

test("a target that no longer answers is said to hang, not to back up", () => {
  const { steady: is, detail } = steady({
    answer: ({ intendedUs }) => (intendedUs >= 12e6 ? "timeout" : 10_000),
  });
  expect(is).toBe(false);
  expect(detail).toMatch(/to beyond the timeout in the last: nothing is answered any more$/);
  expect(steady(saturated(100, 90)).detail).toMatch(/: a backlog grows$/);
});

test("a level of which nothing was good is not steady, however quick it was", () => {
  expect(steady({ answer: () => ({ failed: "reset", afterUs: 500 }) })).toMatchObject({
    steady: false,
    detail: "nothing was good",
  });
});

describe("a closed level that stands still", () => {
  /** 10 users with 10 ms a request; a request begun in [from, to) of the run, in seconds, is answered at `to`. */
  const stalled = (from: number, to: number, run: SyntheticRun = {}) =>
    steady({
      workload: "closed",
      users: 10,
      seconds: 15,
      timeoutUs: 60_000_000,
      answer: ({ intendedUs }) =>
        intendedUs >= from * 1e6 && intendedUs < to * 1e6 ? to * 1e6 - intendedUs : 10_000,
      ...run,
    });

  test("is not steady, though only a request a user was slow", () => {
    // The last answers before it come at 4.99 s, the next at 14 s: 9 whole intervals without any
    expect(stalled(4.98, 14)).toMatchObject({ steady: false, detail: "nothing completed for 9 s" });
  });

  test("is let be for up to 2 s, and for three service times", () => {
    expect(stalled(4.98, 7).steady).toBe(true);
    expect(stalled(4.98, 8)).toMatchObject({ detail: "nothing completed for 3 s" });
    // Answers of 3.5 s, all at once: 3 whole seconds of silence, less than 3 x 3.5 s
    expect(steady({ workload: "closed", users: 2, seconds: 30, answer: () => 3_500_000 }).steady).toBe(true);
  });

  test("in an open one is seen by its percentiles, and steady", () => {
    expect(stalled(4.98, 14, { workload: "open" }).steady).toBe(true);
  });
});

test("a closed level is steady: its users wait for their replies", () => {
  expect(steady({ workload: "closed", users: 5, answer: () => 20_000 }).steady).toBe(true);
});
