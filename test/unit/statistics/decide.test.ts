import { expect, test } from "vitest";
import {
  type Distribution,
  decidePercentile,
  decideRatio,
  type PercentileCase,
} from "../../../src/statistics/index.ts";

const SECONDS = 30;
const seconds = <T>(at: (second: number) => T): T[] => Array.from({ length: SECONDS }, (_, s) => at(s));
const each = (value: number, count = 100): Distribution => ({ values: [value], counts: [count], beyond: 0 });

function merged(intervals: readonly Distribution[]): Distribution {
  const counts = new Map<number, number>();
  for (const { values, counts: n } of intervals) {
    values.forEach((value, i) => {
      counts.set(value, (counts.get(value) ?? 0) + (n[i] ?? 0));
    });
  }
  const ascending = [...counts].sort(([a], [b]) => a - b);
  return {
    values: ascending.map(([value]) => value),
    counts: ascending.map(([, n]) => n),
    beyond: intervals.reduce((sum, { beyond }) => sum + beyond, 0),
  };
}

function decide(intervals: readonly Distribution[], asked: Partial<PercentileCase> = {}) {
  const all = merged(intervals);
  return decidePercentile({
    all,
    intervals,
    p: 0.95,
    limit: 100,
    steady: true,
    levelSeconds: SECONDS,
    seed: 1,
    ...asked,
  });
}

test("a percentile holds when everything lies within its limit", () => {
  expect(decide(seconds(() => each(80)))).toEqual({
    state: "held",
    lower: 80,
    upper: 80,
    observed: 80,
    why: "",
  });
});

test("an inclusive limit admits its own value and a strict one does not", () => {
  const intervals = seconds(() => each(100));
  expect(decide(intervals).state).toBe("held");
  expect(decide(intervals, { comparison: "<" }).state).toBe("broken");
});

test("a percentile is broken when its lower bound lies beyond the limit", () => {
  expect(decide(seconds(() => each(101))).state).toBe("broken");
});

test("one hang of 5 s in 30 s breaks a p95, though the block bootstrap alone would leave it open", () => {
  const hang = seconds((s) => (s >= 10 && s < 15 ? each(3000) : each(5)));
  expect(decide(hang).state).toBe("broken");
});

test("one slow second of thirty leaves a p95 open: drawn twice it would break", () => {
  const { state, upper, observed } = decide(seconds((s) => each(s === 17 ? 1000 : 5)));
  expect({ state, upper, observed }).toEqual({ state: "undecided", upper: 1000, observed: 5 });
});

test("a level that is not steady never holds, but can break", () => {
  const unsteady = { steady: false };
  expect(
    decide(
      seconds(() => each(5)),
      unsteady,
    ),
  ).toMatchObject({ state: "undecided", why: expect.stringMatching(/not steady/) });
  expect(
    decide(
      seconds(() => each(500)),
      unsteady,
    ).state,
  ).toBe("broken");
});

test("58 samples cannot hold a p95, 59 can", () => {
  const few = (n: number) => decide([each(5, n)]);
  expect(few(58)).toMatchObject({ state: "undecided", why: "needs at least 59 samples, has 58" });
  expect(few(59).state).toBe("held");
});

test("nothing measured is undecided", () => {
  expect(decide([]).state).toBe("undecided");
});

test("a short correlated level must keep half its limit", () => {
  // Medians rise from 31 to 60 and so resemble their successors; the p95 is 59 (rank 2850 of 3000, 100 a second).
  const wandering = seconds((s) => each(31 + s));
  expect(decide(wandering)).toMatchObject({
    state: "undecided",
    observed: 59,
    why: expect.stringMatching(/resemble each other/),
  });
  expect(decide(wandering, { limit: 120 }).state).toBe("held");
  expect(decide(wandering, { levelSeconds: 300 }).state).toBe("held");
});

test("what lies beyond every finite value breaks a percentile among it", () => {
  const hanging = seconds(() => ({ values: [5], counts: [90], beyond: 10 }));
  expect(decide(hanging)).toMatchObject({
    state: "broken",
    lower: Number.POSITIVE_INFINITY,
    observed: Number.POSITIVE_INFINITY,
  });
});

test("a limit from below is decided by the other bound", () => {
  const above = { comparison: ">=" as const, limit: 4, p: 0.5 };
  expect(
    decide(
      seconds(() => each(5)),
      above,
    ).state,
  ).toBe("held");
  expect(
    decide(
      seconds(() => each(3)),
      above,
    ).state,
  ).toBe("broken");
});

const ratio = (bad: (second: number) => number, limit: number) => {
  const intervals = seconds((s) => ({ part: bad(s), whole: 100 }));
  const sum = intervals.reduce((total, { part }) => total + part, 0);
  return decideRatio({ bad: sum, n: 3000, intervals, limit, seed: 1 });
};

test("a ratio holds, breaks, or is left open as its bounds lie", () => {
  // 30 of 3000 = 1 %: Poisson bounds 21.6 and 40.7 of 30 give 0.72 % and 1.36 %
  expect(ratio(() => 1, 0.02)).toMatchObject({ state: "held", observed: 0.01 });
  expect(ratio(() => 1, 0.007).state).toBe("broken");
  expect(ratio(() => 1, 0.011)).toMatchObject({
    state: "undecided",
    why: expect.stringMatching(/longer run/),
  });
});

test("errors in one burst leave open what single errors would hold", () => {
  expect(ratio((s) => (s === 4 ? 30 : 0), 0.02)).toMatchObject({ state: "undecided", observed: 0.01 });
});

test("148 arrivals without an error cannot hold 2 %, 149 can", () => {
  const none = (n: number) => decideRatio({ bad: 0, n, intervals: [], limit: 0.02, seed: 1 });
  // ln 0.05 / ln 0.98 = 148.3
  expect(none(148)).toMatchObject({
    state: "undecided",
    why: expect.stringMatching(/needs at least 149 arrivals/),
  });
  expect(none(149).state).toBe("held");
});

test("a ratio of nothing is undecided", () => {
  expect(decideRatio({ bad: 0, n: 0, intervals: [], limit: 0.5, seed: 1 }).state).toBe("undecided");
});
