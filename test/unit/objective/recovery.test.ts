import { describe, expect, test } from "vitest";
import { intervalsOf } from "../../../src/plan/index.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";
import { findings } from "./judging.ts";

/**
 * 1x = 50/s; warm-up 1 s, ramp 1 s, 10 s at 2x, so the recovery begins at 12 s. A window holds max(5 s, 200 arrivals):
 * 200 / 50 = 4 s, so 5 s. `slowUntilS` of the recovery every response takes 2 s, afterwards 10 ms.
 */
function recovered(slowUntilS: number, recoverySeconds = 25) {
  return syntheticRecord({
    rate: 50,
    x: [2],
    seconds: 10,
    recoverySeconds,
    answer: ({ intendedUs }) =>
      intendedUs >= 12e6 && intendedUs < (12 + slowUntilS) * 1e6 ? 2_000_000 : 10_000,
  });
}

function recovery(record: ReturnType<typeof recovered>, limit = "15s", ...others: readonly string[]) {
  const list = findings(record, [`recall.recovery <= ${limit}`, "recall.p95 <= 1s", ...others]);
  const found = list.find(({ objective }) => objective.measure.kind === "recovery");
  if (found === undefined) throw new Error("no finding of the recovery");
  return found;
}

describe("a recovery", () => {
  test("at once takes no time", () => {
    expect(recovery(recovered(0))).toMatchObject({
      state: "held",
      observed: 0,
      bounds: null,
      samples: 1250,
      note: "held since 0s into the phase; in every window",
    });
  });

  test("is dated by the first window after which none breaks a promise", () => {
    // The window from 4 s on holds one slow second: 50 of 250 are slow, and the p95's lower bound is a slow one. The
    // window from 5 s on holds none.
    expect(recovery(recovered(5))).toMatchObject({
      state: "held",
      observed: 5_000_000,
      note: "held since 5s into the phase; the one before broke recall.p95 <= 1s",
    });
    expect(recovery(recovered(5), "4s").state).toBe("broken");
    expect(recovery(recovered(5), "5s").state).toBe("held");
  });

  test("that does not come is broken, beyond the last window's start", () => {
    // The last window of 25 s begins at 20 s.
    expect(recovery(recovered(25))).toMatchObject({
      state: "broken",
      observed: { beyond: 20_000_000 },
      note: "the last window still broke recall.p95 <= 1s",
      brokenOnService: true,
    });
  });

  test("is dated by windows that span no gap", () => {
    // Slow until 5 s; 3 s to 8 s of the phase are missing, so the windows from 0 s to 7 s are none (those of 5 s that begin
    // before 3 s would reach into the gap), and the first one of all begins at 8 s.
    const record = recovered(5);
    const { plan } = record.header;
    const missing = new Set(
      intervalsOf(plan)
        .filter(({ startUs }) => startUs >= 15e6 && startUs < 20e6)
        .map(({ index }) => index),
    );
    const cells = new Map([...record.cells].filter(([index]) => !missing.has(index)));
    expect(recovery({ ...record, cells, gapIntervals: missing })).toMatchObject({
      state: "held",
      observed: 8_000_000,
    });
  });

  test("in a phase that ends before the limit is undecided", () => {
    expect(recovery(recovered(25), "30s").state).toBe("undecided");
  });

  test("in a phase without a whole window is unmeasured", () => {
    expect(recovery(recovered(0, 4))).toMatchObject({
      state: "unmeasured",
      note: "its phase of 4 s holds no window of 5 s and 200 arrivals",
    });
  });

  test("is not seen in a window without a sample", () => {
    const record = syntheticRecord({
      rate: 50,
      x: [2],
      seconds: 10,
      recoverySeconds: 25,
      answer: ({ intendedUs }) =>
        intendedUs >= 12e6 && intendedUs < 22e6 ? { failed: "refused", afterUs: 100 } : 10_000,
    });
    // Refused until 10 s: the windows from 0 to 5 s hold no sample at all, those from 6 s on good ones of 10 ms, but at 9 s
    // still 50 of 250 refused, more than 5 %, and no promise speaks of errors.
    expect(recovery(record)).toMatchObject({
      observed: 10_000_000,
      note: "held since 10s into the phase; the one before had more than 5 % not good",
    });
    // With 30 % errors promised, the window from 8 s on has 100 of 250 refused and that from 9 s on 50.
    expect(recovery(record, "15s", "recall.error_rate <= 30%").observed).toBe(9_000_000);
    // The error rate sees the refusals until they are over: 50 of 250 in the window from 9 s on.
    expect(recovery(record, "15s", "recall.error_rate <= 2%").observed).toBe(10_000_000);
  });

  test("that answers 98 % with errors at once does not come", () => {
    const record = syntheticRecord({
      rate: 50,
      x: [2],
      seconds: 10,
      recoverySeconds: 25,
      answer: ({ index, intendedUs }) =>
        intendedUs >= 12e6 && index % 50 !== 0 ? { bad: "503", afterUs: 1_000 } : 10_000,
    });
    // 5 of 250 are good in each window, where a p95 needs 59: the errors at once leave it too few, though each is quick.
    expect(recovery(record)).toMatchObject({
      state: "broken",
      observed: { beyond: 20_000_000 },
      note: "the last window still broke recall.p95 <= 1s",
    });
    // Even with errors promised away.
    expect(recovery(record, "15s", "recall.error_rate <= 100%").state).toBe("broken");
  });

  test("with 4 % not good comes, with 10 % does not", () => {
    const failing = (oneIn: number) =>
      syntheticRecord({
        rate: 50,
        x: [2],
        seconds: 10,
        recoverySeconds: 25,
        answer: ({ index, intendedUs }) =>
          intendedUs >= 12e6 && index % oneIn === 0 ? { bad: "503", afterUs: 1_000 } : 10_000,
      });
    expect(recovery(failing(25)).observed).toBe(0);
    expect(recovery(failing(10))).toMatchObject({
      state: "broken",
      note: "the last window still had more than 5 % not good",
    });
  });

  test("returns to the promises that bind at 1x, not to those of other levels or to warnings", () => {
    const record = recovered(5);
    const others = [
      "{ that: recall.p99 <= 1ms, severity: warning }",
      "{ that: recall.p90 <= 1ms, at: [2x] }",
      "recall.p50 <= 1ms in any 5s",
    ];
    expect(recovery(record, "15s", ...others).observed).toBe(5_000_000);
    expect(recovery(record, "15s", "recall.p50 <= 1ms").state).toBe("broken");
  });

  test("of a record that ends before the phase does is not held", () => {
    const record = syntheticRecord({ rate: 50, x: [2], seconds: 10, recoverySeconds: 25, killedAtUs: 30e6 });
    expect(recovery(record)).toMatchObject({
      state: "undecided",
      note: "the record ends before its recovery phase does",
    });
  });

  test("of an operation without a promise at 1x is not in the plan", () => {
    const record = syntheticRecord({ x: [2], operations: { recall: 1, write: 1 } });
    const list = findings(record, ["all.recovery <= 15s", "recall.error_rate <= 2%"]);
    expect(list.map(({ operation, state }) => `${operation} ${state}`)).toEqual([
      "recall held",
      "write not_in_plan",
      "recall held",
    ]);
  });
});
