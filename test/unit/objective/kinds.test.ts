import { describe, expect, test } from "vitest";
import { syntheticPlan, syntheticRecord } from "../../support/synthetic-record.ts";
import { finding } from "./judging.ts";

/** 3000 arrivals at one level, every one good after 10 ms. */
const GOOD = syntheticRecord();
/** Every tenth of 3000 gets another answer. */
const everyTenth = (answer: Parameters<typeof tenth>[0]) => syntheticRecord({ answer: tenth(answer) });
const tenth =
  (answer: "timeout" | "unfinished" | { bad: string; afterUs: number } | { shed: "in_flight_cap" }) =>
  ({ index }: { index: number }) =>
    index % 10 === 0 ? answer : 10_000;

describe("a percentile", () => {
  test("is held when both bounds keep the limit", () => {
    // 10000 us lies in a cell of 8 us: 10000 / 8 = 1250 exactly, so the cell is 10000..10007.
    expect(finding(GOOD, "recall.p95 <= 100ms")).toMatchObject({
      operation: "recall",
      x: 1,
      state: "held",
      observed: 10_007,
      bounds: [10_007, 10_007],
      samples: 3000,
      note: "",
      brokenOnService: null,
    });
  });

  test("takes the nearest rank: 97 of 102", () => {
    // 102 arrivals in 1.02 s: 96 of 3 ms, then 6 of 1502 ms. ceil(0.95 x 102) = 97, so the p95 is one of the six.
    const record = syntheticRecord({
      seconds: 1.02,
      warmUpSeconds: 1,
      answer: ({ index }) => (index < 196 ? 3_000 : 1_502_000),
    });
    // 1502000 us lies in a cell of 1024 us: floor(1502000 / 1024) = 1466, 1467 x 1024 - 1 = 1502207.
    expect(finding(record, "recall.p95 <= 1200ms")).toMatchObject({ observed: 1_502_207, samples: 102 });
  });

  test("among those that never answered is beyond the timeout, and broken", () => {
    // 300 of 3000 are beyond: rank 2850 of 3000 lies among them (2700 are good).
    expect(finding(everyTenth("timeout"), "recall.p95 <= 1s")).toMatchObject({
      state: "broken",
      observed: { beyond: 5_000_000 },
      samples: 3000,
      brokenOnService: true,
    });
  });

  test.each(["unfinished", { shed: "in_flight_cap" }] as const)("counts %o beyond it as well", (answer) => {
    expect(finding(everyTenth(answer), "recall.p95 <= 1s")).toMatchObject({
      state: "broken",
      observed: { beyond: 5_000_000 },
    });
  });

  test("leaves out refusals faster than its limit", () => {
    expect(finding(everyTenth({ bad: "503", afterUs: 1_000 }), "recall.p95 <= 1s")).toMatchObject({
      state: "held",
      observed: 10_007,
      samples: 2700,
    });
  });

  test("counts refusals slower than its limit, at their time", () => {
    // 3 s lies in a cell of 2048 us: floor(3000000 / 2048) = 1464, 1465 x 2048 - 1 = 3000319.
    expect(finding(everyTenth({ bad: "504", afterUs: 3_000_000 }), "recall.p99 <= 1s")).toMatchObject({
      state: "broken",
      observed: 3_000_319,
      samples: 3000,
    });
  });

  test("keeps <= with times in the limit's own cell of the histogram, and < only below it", () => {
    const record = syntheticRecord({ answer: () => 1_200_000 });
    expect(finding(record, "recall.p95 <= 1200ms").state).toBe("held");
    expect(finding(record, "recall.p95 < 1200ms").state).toBe("broken");
    // The cell of 1200 ms begins at 1171 x 1024 = 1199104 us; 1199 ms lies below it.
    const below = syntheticRecord({ answer: () => 1_199_000 });
    expect(finding(below, "recall.p95 < 1200ms").state).toBe("held");
  });

  test("with fewer samples than its floor is undecided, and says how many it needs", () => {
    // 5 samples in 5 s; 598 samples, twice the floor, take 598 s. All five lie at or below the p99 in all but
    // 1 - 0.99^5 = 4.9 % of such samples, so the fifth bounds it from below, and nothing from above.
    const record = syntheticRecord({ rate: 1, seconds: 5 });
    expect(finding(record, "recall.p99 <= 1s")).toMatchObject({
      state: "undecided",
      observed: 10_007,
      bounds: [10_007, null],
      samples: 5,
      note: "needs 299 samples, has 5: run longer: --duration 598s",
    });
  });

  test("near its limit is undecided, and says how long would do", () => {
    // 4.6 % of 3000 are slow: p95 is within by 12 of 3000, less than the bounds' 20 ranks.
    const record = syntheticRecord({ answer: ({ index }) => (index % 500 < 23 ? 2_000_000 : 10_000) });
    const found = finding(record, "recall.p95 <= 1s");
    expect(found.state).toBe("undecided");
    expect(found.note).toMatch(/^its upper bound exceeds the limit: .*would decide/);
  });

  test("of service time leaves our own lateness out", () => {
    const record = syntheticRecord({ startLagUs: ({ index }) => (index % 10 === 0 ? 8_000 : 0) });
    // Every tenth is released 8 ms late and done 10 ms after its intended start: 2 ms of service time.
    expect(finding(record, "recall.p50 <= 5ms")).toMatchObject({ state: "broken", brokenOnService: true });
    const late = syntheticRecord({
      answer: ({ index }) => (index % 10 === 0 ? 900_000 : 10_000),
      startLagUs: ({ index }) => (index % 10 === 0 ? 890_000 : 0),
    });
    expect(finding(late, "recall.p95 <= 100ms")).toMatchObject({ state: "broken", brokenOnService: false });
    expect(finding(late, "recall.service.p95 <= 100ms")).toMatchObject({ state: "held", observed: 10_007 });
  });
});

describe("a mean", () => {
  test("is held by the block bootstrap's bounds", () => {
    const record = syntheticRecord({ answer: ({ index }) => (index % 2 === 0 ? 10_000 : 20_000) });
    const found = finding(record, "recall.mean <= 20ms");
    // (10007 + 20015) / 2: 20000 us lies in a cell of 16 us, 1250 x 16 = 20000, so its highest value is 20015.
    expect(found).toMatchObject({ state: "held", observed: 15_011, samples: 3000 });
    expect(found.bounds?.[0]).toBeLessThanOrEqual(15_011);
    expect(found.bounds?.[1]).toBeGreaterThanOrEqual(15_011);
  });

  test("takes what lies beyond at its timeout, and says at least", () => {
    // 2700 of 10007 us and 300 of 5 s: (2700 x 10007 + 300 x 5000000) / 3000 = 509006.3 us.
    const found = finding(everyTenth("timeout"), "recall.mean <= 100ms");
    expect(found).toMatchObject({ state: "broken", note: "at least: 300 of 3000 count as their timeout" });
    expect(found.observed).toBeCloseTo(509_006.3, 6);
  });

  test("with one that never answered is broken or undecided, never held", () => {
    // 2999 of 10007 us and one of at least 5 s: at least (2999 x 10007 + 5000000) / 3000 = 11670.3 us
    const record = syntheticRecord({ answer: ({ index }) => (index === 1000 ? "timeout" : 10_000) });
    for (const [sentence, decide] of [
      ["recall.mean <= 1m", "bounds"],
      ["recall.mean <= 1m", "point"],
      ["recall.mean <= 1m in any 10s", "bounds"],
    ] as const) {
      const found = finding(record, sentence, { decide });
      expect(found.state).toBe("undecided");
      expect(found.note).toMatch(
        /at least: 1 of (1|3)000 count as their timeout, so it cannot be shown to hold$/,
      );
    }
    expect(finding(record, "recall.mean <= 1m").bounds?.[1]).toBeNull();
    expect(finding(everyTenth("timeout"), "recall.mean <= 100ms", { decide: "point" }).state).toBe("broken");
  });

  test("over fewer than 10 intervals is undecided", () => {
    // 10 s would do, but no level is planned shorter than 30 s.
    expect(finding(syntheticRecord({ seconds: 9 }), "recall.mean <= 1s")).toMatchObject({
      state: "undecided",
      bounds: null,
      note: "a mean's bounds need 10 intervals, here are 9: run longer: --duration 30s",
    });
  });
});

describe("a max", () => {
  test("is exact", () => {
    const record = syntheticRecord({ answer: ({ index }) => (index === 1000 ? 20_000 : 10_000) });
    expect(finding(record, "recall.max <= 20ms")).toMatchObject({
      state: "held",
      observed: 20_015,
      bounds: null,
      samples: 3000,
    });
    expect(finding(record, "recall.max < 20ms").state).toBe("broken");
  });

  test("is beyond the timeout when one never answered", () => {
    const record = syntheticRecord({ answer: ({ index }) => (index === 1000 ? "timeout" : 10_000) });
    expect(finding(record, "recall.max <= 1m")).toMatchObject({
      state: "broken",
      observed: { beyond: 5_000_000 },
    });
  });
});

describe("an error rate", () => {
  const oneIn = (n: number) =>
    syntheticRecord({ answer: ({ index }) => (index % n === 0 ? { bad: "503", afterUs: 1_000 } : 10_000) });

  test("is held, broken or undecided by its bounds", () => {
    // 3000 arrivals: 15 errors (0.5 %), 150 (5 %), 60 (2 %).
    expect(finding(oneIn(200), "recall.error_rate <= 2%")).toMatchObject({
      state: "held",
      observed: 0.005,
      samples: 3000,
    });
    expect(finding(oneIn(20), "recall.error_rate <= 2%")).toMatchObject({ state: "broken", observed: 0.05 });
    const near = finding(oneIn(50), "recall.error_rate <= 2%");
    expect(near).toMatchObject({ state: "undecided", observed: 0.02 });
    expect(near.note).toMatch(/^the limit lies within the bounds: /);
  });

  test("that only a very much longer run could decide does not ask for one", () => {
    // 57 of 3000 are 1.9 %, 0.1 % below the limit; the upper bound lies 0.4 % above the figure or more, so it would take
    // over (0.4 / 0.1)^2 = 16 times 30 s.
    const record = syntheticRecord({
      answer: ({ index }) => (index % 1000 < 19 ? { bad: "503", afterUs: 1_000 } : 10_000),
    });
    expect(finding(record, "recall.error_rate <= 2%")).toMatchObject({
      state: "undecided",
      note: "the limit lies within the bounds: a longer run would hardly decide it",
    });
  });

  test("counts everything planned that is not good", () => {
    for (const answer of ["timeout", "unfinished", { shed: "in_flight_cap" }] as const) {
      expect(finding(everyTenth(answer), "recall.error_rate <= 2%")).toMatchObject({
        state: "broken",
        observed: 0.1,
      });
    }
  });

  test("over too few arrivals says how many it needs", () => {
    // 100 arrivals in 10 s without an error show no less than 2.95 %; 600 arrivals take 60 s.
    expect(finding(syntheticRecord({ rate: 10, seconds: 10 }), "recall.error_rate <= 2%")).toMatchObject({
      state: "undecided",
      observed: 0,
      note: "needs 149 arrivals without an error, 100 planned: run longer: --duration 1m",
    });
  });
});

describe("a census", () => {
  test("of what was delivered counts what was released", () => {
    // 300 of 3000 were shed.
    const found = finding(everyTenth({ shed: "in_flight_cap" }), "all.delivered >= 99%");
    expect(found).toMatchObject({ state: "broken", observed: 0.9, bounds: null, samples: 3000 });
    expect(finding(GOOD, "all.delivered >= 100%")).toMatchObject({ state: "held", observed: 1 });
  });

  test("of the achieved rate counts good completions by completion time", () => {
    // 100 a second, of which a tenth is not good.
    const record = everyTenth({ bad: "503", afterUs: 1_000 });
    expect(finding(record, "recall.rate >= 90/s")).toMatchObject({ state: "held", observed: 90 });
    expect(finding(record, "recall.rate > 90/s")).toMatchObject({ state: "broken", observed: 90 });
    // All take 2 s: the first 2 s of the level see those of the warm-up (1 s) and none, so 29 of 30 s have 100 each.
    const slow = syntheticRecord({ answer: () => 2_000_000 });
    expect(finding(slow, "recall.rate >= 100/s").observed).toBeCloseTo((29 * 100) / 30, 6);
  });

  test("of a status counts the responses that were not good", () => {
    const record = everyTenth({ bad: "429", afterUs: 1_000 });
    expect(finding(record, "recall.status_429 <= 300")).toMatchObject({
      state: "held",
      observed: 300,
      samples: 3000,
    });
    expect(finding(record, "recall.status_429 < 300").state).toBe("broken");
    expect(finding(record, "recall.status_503 <= 0")).toMatchObject({ state: "held", observed: 0 });
    expect(finding(record, "recall.status_429 >= 1").state).toBe("held");
  });

  test("of a status without a single response is unmeasured", () => {
    const record = syntheticRecord({ answer: () => ({ failed: "refused", afterUs: 100 }) });
    expect(finding(record, "recall.status_429 <= 0")).toMatchObject({ state: "unmeasured", observed: null });
  });
});

describe("a flow's step", () => {
  test("has service time only", () => {
    const plan = syntheticPlan(
      {},
      { operations: [{ name: "intake", kind: "flow", weight: 1, timeoutUs: 5_000_000 }] },
    );
    const record = syntheticRecord({ plan });
    expect(finding(record, "intake.store.p95 <= 1s")).toMatchObject({
      state: "not_in_plan",
      x: null,
      note: "a flow's step has service time only: promise intake.store.service.p95",
    });
    // No step was recorded here.
    expect(finding(record, "intake.store.service.p95 <= 1s")).toMatchObject({ state: "unmeasured", x: 1 });
  });
});
