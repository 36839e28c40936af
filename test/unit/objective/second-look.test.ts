import { describe, expect, test } from "vitest";
import { type SyntheticRun, syntheticRecord } from "../../support/synthetic-record.ts";
import { finding, findings } from "./judging.ts";

// Intervals are seconds of the run. A warm-up of 1 s precedes the level.
const paused = (
  pauseMs: number,
  when: (second: number) => boolean,
): NonNullable<SyntheticRun["generator"]> => {
  return (interval) => (when(interval) ? { longest_pause_us: pauseMs * 1000 } : {});
};
const always = (): boolean => true;

/** Every answer takes 150 ms, as our thread sees it. */
const slow = (run: SyntheticRun = {}) => syntheticRecord({ answer: () => 150_000, startLagUs: 0, ...run });

describe.each(["recall.p95", "recall.service.p95", "recall.max", "recall.service.max", "recall.mean"])(
  "%s <= 100ms, broken at 150 ms",
  (measure) => {
    const broken = (run: SyntheticRun) => finding(slow(run), `${measure} <= 100ms`);

    test("is broken by the target where our pauses are small", () => {
      // 50 ms are missing; pauses of 10 ms are at the floor, those of 40 ms do not explain it: 110 ms are left
      for (const ms of [10, 40]) {
        expect(broken({ generator: paused(ms, always) })).toMatchObject({
          state: "broken",
          brokenOnService: true,
        });
      }
    });

    test("is explained by pauses that take as long", () => {
      // 150 - 60 = 90 ms
      expect(broken({ generator: paused(60, always) })).toMatchObject({
        state: "broken",
        brokenOnService: false,
      });
    });
  },
);

test("pauses are subtracted only from requests that they can have touched", () => {
  const late = (paused10s: number) =>
    slow({
      answer: ({ intendedUs }) => (intendedUs >= 10e6 && intendedUs < 13e6 ? 400_000 : 10_000),
      generator: paused(350, (second) => second === paused10s),
    });
  const on = (second: number) => finding(late(second), "recall.p95 <= 100ms").brokenOnService;
  // 300 of 3000 take 400 ms. A pause in second 11 can have touched those of 10 (until 100 ms after it) and 11: 100 are
  // left at 400 ms, 3.3 %, so the p95 is 10 to 50 ms; one in second 20 or 5 touched none of them.
  expect(on(11)).toBe(false);
  expect(on(20)).toBe(true);
  expect(on(5)).toBe(true);
});

test("closed workloads are looked at again as well", () => {
  const run = { workload: "closed", users: 5, answer: () => 30_000 } as const;
  const judged = (ms: number) =>
    finding(syntheticRecord({ ...run, generator: paused(ms, always) }), "recall.service.p95 <= 20ms");
  expect(judged(2)).toMatchObject({ state: "broken", brokenOnService: true });
  expect(judged(15)).toMatchObject({ state: "broken", brokenOnService: false });
});

test("what never answered counts at its timeout without our pause", () => {
  // A tenth times out after 300 ms. With pauses of 270 ms it may have been answered after 30 ms, of 150 ms after 150 ms.
  const judged = (ms: number) =>
    finding(
      slow({
        timeoutUs: 300_000,
        answer: ({ index }) => (index % 10 === 0 ? "timeout" : 10_000),
        generator: paused(ms, always),
      }),
      "recall.p95 <= 100ms",
    ).brokenOnService;
  expect(judged(2)).toBe(true);
  expect(judged(150)).toBe(true);
  expect(judged(270)).toBe(false);
});

describe("an error rate", () => {
  const timingOut = (run: SyntheticRun = {}) =>
    syntheticRecord({
      timeoutUs: 300_000,
      answer: ({ intendedUs }) => (intendedUs >= 10e6 && intendedUs < 12e6 ? "timeout" : 10_000),
      ...run,
    });
  const errors = (run: SyntheticRun) => finding(timingOut(run), "recall.error_rate <= 1%");

  test("of timeouts beside small pauses is the target's", () => {
    expect(errors({})).toMatchObject({ state: "broken", brokenOnService: null });
    // A tenth of the timeout is 30 ms
    expect(errors({ generator: paused(30, always) })).toMatchObject({ brokenOnService: true });
  });

  test("of timeouts that our pauses may have made is not", () => {
    expect(errors({ generator: paused(270, (second) => second === 10 || second === 11) })).toMatchObject({
      state: "broken",
      brokenOnService: false,
    });
    // A pause elsewhere made none of them
    expect(errors({ generator: paused(270, (second) => second === 20) })).toMatchObject({
      state: "broken",
      brokenOnService: true,
    });
  });

  test("of timeouts beside late releases is not", () => {
    expect(errors({ startLagUs: 200_000 })).toMatchObject({ state: "broken", brokenOnService: false });
  });

  test("of refusals is the target's, whatever we did", () => {
    const record = syntheticRecord({
      answer: ({ index }) => (index % 10 === 0 ? { bad: "503", afterUs: 1_000 } : 10_000),
      generator: paused(900, always),
    });
    expect(finding(record, "recall.error_rate <= 1%")).toMatchObject({
      state: "broken",
      brokenOnService: true,
    });
  });
});

test("what we shed at our cap while we stood still does not count against delivery", () => {
  const shedding = (ms: number) =>
    finding(
      syntheticRecord({
        timeoutUs: 300_000,
        answer: ({ index }) => (index % 10 === 0 ? { shed: "in_flight_cap" } : 10_000),
        generator: paused(ms, always),
      }),
      "recall.delivered >= 99%",
    ).brokenOnService;
  expect(shedding(2)).toBeNull();
  expect(shedding(400)).toBe(false);
});

test("a closed workload's rate is taken over the time that we ran", () => {
  // 5 users and 50 ms: 100/s. Standing still for 200 ms of each second, 100 in 0.8 s are 125/s.
  const rate = (limit: number) =>
    finding(
      syntheticRecord({
        workload: "closed",
        users: 5,
        answer: () => 50_000,
        generator: paused(200, always),
      }),
      `recall.rate >= ${limit}/s`,
    ).brokenOnService;
  expect(rate(110)).toBe(false);
  expect(rate(130)).toBe(true);
});

test("a recovery that only our pauses delay is told apart", () => {
  // At 2x from 2 s to 12 s, then 25 s of recovery in which every answer takes 150 ms.
  const recovered = (ms: number) => {
    const record = syntheticRecord({
      rate: 50,
      x: [2],
      seconds: 10,
      recoverySeconds: 25,
      startLagUs: 0,
      answer: ({ intendedUs }) => (intendedUs >= 12e6 ? 150_000 : 10_000),
      generator: paused(ms, always),
    });
    return findings(record, ["recall.recovery <= 5s", "recall.p95 <= 100ms"])[0];
  };
  expect(recovered(2)).toMatchObject({ state: "broken", brokenOnService: true });
  expect(recovered(60)).toMatchObject({ state: "broken", brokenOnService: false });
});
