import { describe, expect, test } from "vitest";
import { KINDS, type Unit } from "../../../src/objective/index.ts";
import { withGap } from "../../support/soak-record.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";
import { finding, findings } from "./judging.ts";

const said = (record: Parameters<typeof findings>[0], sentences: readonly string[]) =>
  findings(record, sentences).map(
    ({ objective, operation, x, state }) => `${objective.that} of ${operation} at ${x}: ${state}`,
  );

describe("what is judged", () => {
  const both = syntheticRecord({ x: [1, 5], operations: { recall: 2, write: 1 }, probes: { health: 5 } });

  test("is every promise at every level, all being each operation and no probe", () => {
    expect(said(both, ["all.delivered >= 99%", "health.p95 <= 50ms"])).toEqual([
      "all.delivered >= 99% of recall at 1: held",
      "all.delivered >= 99% of recall at 5: held",
      "all.delivered >= 99% of write at 1: held",
      "all.delivered >= 99% of write at 5: held",
      "health.p95 <= 50ms of health at 1: held",
      "health.p95 <= 50ms of health at 5: held",
    ]);
  });

  test("is a level's own promise in place of the general one", () => {
    expect(said(both, ["recall.p95 <= 1ms", "{ that: recall.p95 <= 3s, at: [5x] }"])).toEqual([
      "recall.p95 <= 1ms of recall at 1: broken",
      "recall.p95 <= 3s of recall at 5: held",
    ]);
  });

  test("is an operation's own promise in place of that for all, at every level", () => {
    expect(said(both, ["all.p95 <= 1ms", "{ that: all.p95 <= 2s, at: [5x] }", "recall.p95 <= 3s"])).toEqual([
      "all.p95 <= 1ms of write at 1: broken",
      "all.p95 <= 2s of write at 5: held",
      "recall.p95 <= 3s of recall at 1: held",
      "recall.p95 <= 3s of recall at 5: held",
    ]);
  });

  test("is both of two promises that differ in severity or window", () => {
    expect(
      said(both, [
        "recall.p95 <= 1s",
        "{ that: recall.p95 <= 1ms, severity: warning, at: [5x] }",
        "{ that: recall.delivered >= 99%, at: [1x] }",
      ]),
    ).toEqual([
      "recall.p95 <= 1s of recall at 1: held",
      "recall.p95 <= 1s of recall at 5: held",
      "recall.p95 <= 1ms of recall at 5: broken",
      "recall.delivered >= 99% of recall at 1: held",
    ]);
  });
});

describe("what the plan lacks", () => {
  test("is named: a level", () => {
    const record = syntheticRecord({ x: [1, 2] });
    expect(finding(record, "{ that: recall.p95 <= 1s, at: [5x] }")).toMatchObject({
      state: "not_in_plan",
      x: null,
      phase: null,
      note: "5x is not in this plan (its levels: 1x, 2x)",
    });
    expect(said(record, ["{ that: recall.p95 <= 1s, at: [2x, 5x] }"])).toEqual([
      "recall.p95 <= 1s of recall at 2: held",
      "recall.p95 <= 1s of recall at null: not_in_plan",
    ]);
  });

  test("is named: a place that others take at every level", () => {
    const [general] = findings(syntheticRecord({ x: [5] }), [
      "recall.p95 <= 1s",
      "{ that: recall.p95 <= 3s, at: [5x] }",
    ]);
    expect(general).toMatchObject({
      state: "not_in_plan",
      note: "at every level of this plan its place is taken by recall.p95 <= 3s",
    });
  });

  test("is named: response time of a closed workload", () => {
    const record = syntheticRecord({ workload: "closed", users: 2, seconds: 10 });
    expect(finding(record, "recall.p95 <= 1s")).toMatchObject({
      state: "not_in_plan",
      note: "closed workloads have service time only: promise recall.service.p95",
    });
    expect(finding(record, "recall.max <= 1s").note).toContain("recall.service.max");
    expect(finding(record, "recall.service.p95 <= 1s")).toMatchObject({ state: "held", x: 1 });
    expect(finding(record, "recall.error_rate <= 2%").state).toBe("held");
  });

  test("is named: a recovery phase", () => {
    const [, recovery] = findings(syntheticRecord(), ["recall.p95 <= 1s", "recall.recovery <= 5s"]);
    expect(recovery).toMatchObject({
      state: "not_in_plan",
      note: "this plan has no recovery phase: it never goes above 1x",
    });
  });
});

describe("what was not measured", () => {
  test("never holds: an operation without an arrival", () => {
    const record = syntheticRecord({ operations: { recall: 1, write: 1e-9 } });
    const limits: Partial<Record<Unit, string>> = {
      ms: "1s",
      s: "1s",
      ratio: "50%",
      per_s: "0/s",
      count: "0",
      ratio_per_h: "50% per 1h",
    };
    const ofOperations = KINDS.filter(({ subjects }) => subjects.some((subject) => subject === "operation"));
    for (const kind of ofOperations.filter(({ phase }) => phase === "steady")) {
      const limit = kind.name === "budget" ? "99% over 30d" : limits[kind.unit];
      const sentence = `write.${kind.spellings[0]} ${kind.comparisons[0]} ${limit}`;
      expect(finding(record, sentence)).toMatchObject({ state: "unmeasured", observed: null, samples: 0 });
    }
  });

  test("never holds: times where nothing was good", () => {
    const record = syntheticRecord({ answer: () => ({ bad: "503", afterUs: 1_000 }) });
    for (const measure of ["p95", "mean", "max"]) {
      expect(finding(record, `recall.${measure} <= 1s`)).toMatchObject({
        state: "unmeasured",
        note: "3000 planned, none gave a sample to judge",
      });
      expect(finding(record, `recall.${measure} <= 1s`, { decide: "point" }).state).toBe("unmeasured");
    }
  });

  test("never holds: a level that the record does not reach", () => {
    // Killed in the first level: warm-up 1 s, ramp 1 s, 30 s at 1x until 32 s.
    const record = syntheticRecord({ x: [1, 2], killedAtUs: 20_500_000 });
    expect(said(record, ["recall.p95 <= 1s", "recall.delivered >= 99%"])).toEqual([
      "recall.p95 <= 1s of recall at 1: held",
      "recall.p95 <= 1s of recall at 2: unmeasured",
      "recall.delivered >= 99% of recall at 1: held",
      "recall.delivered >= 99% of recall at 2: unmeasured",
    ]);
  });
});

describe("a level that is not steady", () => {
  test("holds nothing, and breaks what is broken", () => {
    const record = syntheticRecord();
    for (const sentence of ["recall.p95 <= 1s", "recall.delivered >= 99%", "recall.max <= 1s"]) {
      expect(finding(record, sentence, { steady: false }).state).toBe("undecided");
      expect(finding(record, sentence, { steady: false, decide: "point" })).toMatchObject({
        state: "undecided",
        note: "the level is not steady: what was seen so far does not last",
      });
    }
    expect(finding(record, "recall.p95 <= 1ms", { steady: false }).state).toBe("broken");
  });
});

describe("decide: point", () => {
  test("takes the figure itself", () => {
    // 5 samples of 10 ms.
    const record = syntheticRecord({ rate: 1, seconds: 5 });
    expect(finding(record, "recall.p99 <= 1s", { decide: "point" }).state).toBe("held");
    expect(finding(record, "recall.p99 <= 9ms", { decide: "point" }).state).toBe("broken");
    expect(finding(record, "recall.error_rate <= 1%", { decide: "point" }).state).toBe("held");
  });
});

describe("a window", () => {
  /** 60 s at 100/s; between 20 s and 25 s of the level every fifth is refused. Warm-up 1 s. */
  const burst = syntheticRecord({
    seconds: 60,
    answer: ({ intendedUs, seq }) =>
      intendedUs >= 21e6 && intendedUs < 26e6 && seq % 5 === 0 ? { bad: "503", afterUs: 1_000 } : 10_000,
  });

  test("is the worst of all, and says where it lay", () => {
    // 100 of 6000 are bad (1.7 %); a window of 12 s has 1200 planned (60 / 5 % = 1200), 100 of them bad: 8.3 %.
    expect(finding(burst, "recall.error_rate <= 5%").state).toBe("held");
    expect(finding(burst, "recall.error_rate <= 5% in any 12s")).toMatchObject({
      state: "broken",
      observed: 100 / 1200,
      bounds: null,
      samples: 1200,
      note: "worst window: 13s to 25s of the level",
    });
    expect(finding(burst, "recall.error_rate <= 10% in any 12s").state).toBe("held");
  });

  test("with too few planned arrivals is undecided", () => {
    // 60 / 1 % = 6000 arrivals, a window of 30 s has 3000, one of 60 s twice as many.
    expect(finding(burst, "recall.error_rate <= 1% in any 30s")).toMatchObject({
      state: "undecided",
      observed: null,
      note: "a window needs 6000 planned arrivals, the emptiest has 3000: promise a window of at least 1m, or a higher rate",
    });
    // 60 / (1 - 0.95) = 1200.
    expect(finding(burst, "recall.p95 <= 1s in any 12s").state).toBe("held");
    expect(finding(burst, "recall.p95 <= 1s in any 11s").state).toBe("undecided");
  });

  test("across a gap is none", () => {
    // Errors from 20 s to 25 s of the level. With 22 s to 24 s missing, the worst whole windows of 12 s end in 22 s: 2 s of
    // errors, 40 of 1200.
    const gap = withGap(burst, 22 / 3600, 24 / 3600);
    expect(finding(gap, "recall.error_rate <= 5% in any 12s")).toMatchObject({
      state: "held",
      observed: 40 / 1200,
      note: "worst window: 10s to 22s of the level",
    });
    // 22 s before it and 36 s behind it hold no window of 40 s.
    expect(finding(gap, "recall.error_rate <= 5% in any 40s")).toMatchObject({
      state: "unmeasured",
      note: "the record has no whole window: run it to its end, and without a gap",
    });
  });

  test("longer than the level is not in the plan", () => {
    expect(finding(burst, "recall.error_rate <= 5% in any 5m")).toMatchObject({
      state: "not_in_plan",
      x: 1,
      note: "a level of 1m is shorter than its window: --duration 5m or longer",
    });
  });

  test("looks for the lowest where the limit is from below", () => {
    expect(finding(burst, "recall.rate >= 90/s in any 5s")).toMatchObject({
      state: "broken",
      // 500 arrivals in 5 s, of which 100 are bad.
      observed: 80,
      note: "worst window: 20s to 25s of the level",
    });
  });

  test("at a level that is not steady does not hold", () => {
    expect(finding(burst, "recall.p95 <= 1s in any 12s", { steady: false }).state).toBe("undecided");
  });
});

test("a record judged again gives the same findings", () => {
  const record = syntheticRecord({ answer: (_, random) => random.exponential(50_000) });
  const sentences = ["recall.p95 <= 160ms", "recall.mean <= 60ms", "recall.error_rate <= 1%"];
  expect(findings(record, sentences)).toEqual(findings(record, sentences));
});
