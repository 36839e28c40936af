import { describe, expect, test } from "vitest";
import { arrivalsWithoutError, arrivalsWithRoom, mostErrors } from "../../../src/objective/error-budget.ts";
import {
  defaultSteadyUs,
  type Load,
  needsOf,
  recoveryUsOf,
  whyNotInPlan,
} from "../../../src/objective/index.ts";
import { countArrivals, type LoadPlan } from "../../../src/plan/index.ts";
import { clopperPearson } from "../../../src/statistics/index.ts";
import { syntheticPlan } from "../../support/synthetic-record.ts";
import { promises } from "./judging.ts";

const needs = (plan: LoadPlan, ...sentences: readonly string[]) =>
  needsOf(promises(plan, ...sentences), plan, countArrivals(plan)).map(
    ({ operation, x, needed, ample, planned, decidable, note }) => ({
      operation,
      x,
      needed,
      ample,
      planned,
      decidable,
      note,
    }),
  );

describe("arrivals for an error rate", () => {
  test("without an error follow from (1 - limit)^n <= 5 %", () => {
    // ln 0.05 / ln 0.98 = 148.3, ln 0.05 / ln 0.99 = 298.07, ln 0.05 / ln 0.95 = 58.4
    expect([0.02, 0.01, 0.05].map(arrivalsWithoutError)).toEqual([149, 299, 59]);
    expect([0, 1].map(arrivalsWithoutError)).toEqual([null, 1]);
  });

  test("with room let half the limit pass: 600 at 2 %, 1200 at 1 %", () => {
    expect([0.02, 0.01].map(arrivalsWithRoom)).toEqual([600, 1200]);
    // At 2 %, 5 errors in 500 have an upper bound of 2.09 %, 6 in 600 one of 1.96 %.
    expect(clopperPearson(5, 500).upper).toBeGreaterThan(0.02);
    expect(clopperPearson(6, 600).upper).toBeLessThan(0.02);
  });

  test("allow so many errors and no more", () => {
    expect(mostErrors(600, 0.02)).toBe(6);
    expect(mostErrors(149, 0.02)).toBe(0);
    expect(mostErrors(148, 0.02)).toBe(-1);
  });
});

describe("what a promise needs", () => {
  const plan = syntheticPlan({ rate: 10, seconds: 30, x: [1, 2], probes: { health: 4 } });

  test("is told at each level it binds at, against what is planned", () => {
    expect(needs(plan, "recall.p95 <= 1s", "{ that: recall.p95 <= 3s, at: [2x] }")).toEqual([
      { operation: "recall", x: 1, needed: 59, ample: 118, planned: 300, decidable: true, note: "" },
      { operation: "recall", x: 2, needed: 59, ample: 118, planned: 600, decidable: true, note: "" },
    ]);
  });

  test("says how long a run would do where too little is planned", () => {
    // p99.9 needs 2995 samples; twice that at 10/s take 599 s.
    expect(needs(plan, "{ that: recall.p99.9 <= 1s, at: [1x] }")).toEqual([
      {
        operation: "recall",
        x: 1,
        needed: 2995,
        ample: 5990,
        planned: 300,
        decidable: false,
        note: "needs 2995 samples, 300 planned: run longer: --duration 599s",
      },
    ]);
  });

  test("of an error rate is that none occurs, and amply room for half its limit; of a probe the former alone", () => {
    // 149 of the probe at 4/s take 38 s, but the promise of all asks for 60 s (600 at 10/s), and one duration is for both.
    expect(needs(plan, "all.error_rate <= 2%", "{ that: health.error_rate <= 2%, at: [1x] }")).toEqual([
      {
        operation: "recall",
        x: 1,
        needed: 149,
        ample: 600,
        planned: 300,
        decidable: true,
        note: "holds with no more than 1 of 300 in error; room for half its limit takes 600: run longer: --duration 1m",
      },
      { operation: "recall", x: 2, needed: 149, ample: 600, planned: 600, decidable: true, note: "" },
      {
        operation: "health",
        x: 1,
        needed: 149,
        ample: 149,
        planned: 120,
        decidable: false,
        note: "needs 149 arrivals without an error, 120 planned: run longer: --duration 1m",
      },
    ]);
  });

  test("is nothing to count for a census, and cannot be met for an error rate of 0 %", () => {
    expect(
      needs(plan, "{ that: all.delivered >= 99%, at: [1x] }", "{ that: recall.error_rate <= 0%, at: [1x] }"),
    ).toMatchObject([
      { needed: null, planned: 300, decidable: true },
      { needed: null, planned: 300, decidable: false },
    ]);
  });

  test("in a window is 60 of the rare arrivals", () => {
    // 60 / 5 % = 1200; 20 s at 10/s hold 200, and 120 s hold 1200.
    expect(needs(plan, "{ that: recall.p95 <= 1s in any 20s, at: [1x] }")).toEqual([
      {
        operation: "recall",
        x: 1,
        needed: 1200,
        ample: null,
        planned: 200,
        decidable: false,
        note: "a window needs 1200 arrivals, 200 planned: promise a window of at least 2m with --duration 2m, or a higher rate",
      },
    ]);
  });

  test("is listed with its reason where the plan lacks it", () => {
    expect(
      needs(plan, "{ that: recall.p95 <= 1s, at: [5x] }", "{ that: recall.p95 <= 1s in any 5m, at: [1x] }"),
    ).toMatchObject([
      { x: null, planned: 0, decidable: false, note: "5x is not in this plan (its levels: 1x, 2x)" },
      {
        x: 1,
        planned: 0,
        decidable: false,
        note: "a level of 30s is shorter than its window: --duration 5m or longer",
      },
    ]);
  });

  test("of a recovery is a phase with room for its limit and a window", () => {
    // 200 arrivals at 10/s take 20 s: 15 s and 20 s, the phase has 10 s.
    expect(needs(plan, "recall.p95 <= 1s", "recall.recovery <= 15s").at(-1)).toEqual({
      operation: "recall",
      x: 1,
      needed: null,
      ample: null,
      planned: 100,
      decidable: false,
      note: "needs a recovery phase of 35 s, planned are 10 s",
    });
  });

  test("in a window that fits the level is a wider window alone", () => {
    // 100/s: 5 s hold 500 of the 1200 that 12 s hold.
    const fast = syntheticPlan({ rate: 100, seconds: 30 });
    expect(needs(fast, "recall.p95 <= 1s in any 5s")).toMatchObject([
      {
        needed: 1200,
        planned: 500,
        note: "a window needs 1200 arrivals, 500 planned: promise a window of at least 12s, or a higher rate",
      },
    ]);
  });

  test("never advises a level shorter than the other promises ask for", () => {
    // 2 x 2995 samples of the p99.9 at 10/s take 599 s, more than the window's 40 s.
    const notes = needs(
      syntheticPlan({ rate: 10, seconds: 30 }),
      "recall.p99.9 <= 1s",
      "recall.error_rate <= 5% in any 40s",
    ).map(({ note }) => note);
    expect(notes).toEqual([
      "needs 2995 samples, 300 planned: run longer: --duration 599s",
      "a level of 30s is shorter than its window: --duration 599s or longer",
    ]);
  });

  test("that this plan cannot judge is listed by promise, once, with its reason", () => {
    const reasons = (of: LoadPlan, ...sentences: readonly string[]) =>
      whyNotInPlan(needsOf(promises(of, ...sentences), of, countArrivals(of)));
    expect(reasons(plan, "recall.error_rate <= 5% in any 5m", "recall.p95 <= 1s")).toEqual([
      "recall.error_rate <= 5% in any 5m: a level of 30s is shorter than its window: --duration 5m or longer",
    ]);
    const closed = syntheticPlan({ workload: "closed", users: 2 });
    expect(reasons(closed, "all.p95 <= 1s")).toEqual([
      "all.p95 <= 1s for recall: closed workloads have service time only: promise recall.service.p95",
    ]);
    // Judged at 1x, so it is in the plan though 5x is not.
    expect(reasons(plan, "{ that: recall.p95 <= 1s, at: [1x, 5x] }")).toEqual([]);
  });

  test("is known only afterwards in a closed workload", () => {
    const closed = syntheticPlan({ workload: "closed", users: 2 });
    expect(needs(closed, "recall.service.p95 <= 1s", "recall.p95 <= 1s")).toMatchObject([
      { x: 1, needed: 59, planned: null, decidable: true },
      { x: null, planned: 0, decidable: false },
    ]);
  });
});

describe("durations", () => {
  const load: Load = {
    workload: "open",
    rate: 30,
    operations: [
      { name: "recall", kind: "request", weight: 2, timeoutUs: 5_000_000 },
      { name: "write", kind: "request", weight: 1, timeoutUs: 5_000_000 },
    ],
    probes: [{ name: "health", ratePerSec: 4, timeoutUs: 5_000_000 }],
  };
  const plan = syntheticPlan({}, { operations: load.operations, probes: load.probes });
  const steadyS = (x: number, ...sentences: readonly string[]) =>
    defaultSteadyUs(promises(plan, ...sentences), load, x) / 1e6;
  const recoveryS = (...sentences: readonly string[]) =>
    recoveryUsOf(promises(plan, ...sentences), load) / 1e6;

  test("of a level are 30 s where that is enough", () => {
    // 2 x 59 samples at 20/s take 5.9 s, 600 arrivals 30 s.
    expect(steadyS(1, "recall.p95 <= 1s", "recall.error_rate <= 2%")).toBe(30);
  });

  test("of a level are as long as its rarest promise needs", () => {
    // 600 arrivals at 10/s; at 2x half of it.
    expect(steadyS(1, "all.error_rate <= 2%")).toBe(60);
    expect(steadyS(2, "all.error_rate <= 2%")).toBe(30);
    // 2 x 2995 samples at 20/s take 299.5 s.
    expect(steadyS(1, "recall.p99.9 <= 1s")).toBe(300);
    // 299 arrivals of the probe at 4/s, at any level.
    expect([1, 5].map((x) => steadyS(x, "health.error_rate <= 1%"))).toEqual([75, 75]);
  });

  test("of a level follow the promise that binds there", () => {
    const sentences = ["recall.error_rate <= 1%", "{ that: recall.error_rate <= 2%, at: [1x] }"];
    expect([1, 2].map((x) => steadyS(x, ...sentences))).toEqual([30, 30]);
    expect(steadyS(1, "recall.error_rate <= 1%")).toBe(60);
  });

  test("of a level are not lengthened by windows, recovery, or a closed workload", () => {
    expect(
      steadyS(1, "recall.error_rate <= 2% in any 1h", "recall.recovery <= 10m", "recall.p95 <= 1s"),
    ).toBe(30);
    const closed: Load = { ...load, workload: "closed", rate: null };
    expect(defaultSteadyUs(promises(plan, "recall.p99.9 <= 1s"), closed, 1)).toBe(30_000_000);
  });

  test("of the recovery are its limit and two windows, 10 s without a promise", () => {
    expect(recoveryS("recall.p95 <= 1s")).toBe(10);
    // Windows: 200 / 20 per s = 10 s for recall, 200 / 10 per s = 20 s for write.
    expect(recoveryS("recall.p95 <= 1s", "recall.recovery <= 15s")).toBe(35);
    expect(recoveryS("all.p95 <= 1s", "all.recovery <= 15s")).toBe(55);
  });

  test("of the recovery's windows are at least 5 s", () => {
    const fast: Load = { ...load, rate: 3000 };
    expect(recoveryUsOf(promises(plan, "recall.p95 <= 1s", "recall.recovery <= 15s"), fast)).toBe(25_000_000);
  });
});
