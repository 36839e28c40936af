import { expect, test } from "vitest";
import { readRecord } from "../../../src/record/index.ts";
import { progressOf } from "../../../src/run/progress-of.ts";
import { resumedBytes } from "../../support/resumed-record.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";

/** 1 s of warm-up and 60 s at 20/s: 61 intervals. */
const RUN = { rate: 20, seconds: 60 } as const;

test("rates and percentiles are those of the last whole half minute", () => {
  // Slow for the first 20 s only, and then every tenth bad.
  const record = syntheticRecord({
    ...RUN,
    killedAtUs: 55.5e6,
    answer: ({ intendedUs, seq }) => {
      if (intendedUs < 20e6) return 900_000;
      return seq % 10 === 0 ? { bad: "503", afterUs: 1_000 } : 10_000;
    },
  });
  const { phase, elapsedSeconds, leftSeconds, overSeconds, operations } = progressOf(record, 56e6);
  expect(phase).toMatchObject({ kind: "steady", x: 1 });
  expect([elapsedSeconds, leftSeconds, overSeconds]).toEqual([56, 5, 30]);
  const [recall] = operations;
  // 20/s, of which 18/s good; every good one after 10 ms and its 0.1 ms of start lag, recorded as 10 ms: the response time.
  expect(recall).toMatchObject({ name: "recall", offeredPerSec: 20, achievedPerSec: 18, notGoodRatio: 0.1 });
  expect(recall?.p95Ms).toBeCloseTo(10, 1);
});

test("a run that has hardly begun has nothing to show yet, and says so", () => {
  const record = syntheticRecord({ ...RUN, killedAtUs: 0.5e6 });
  const { overSeconds, operations } = progressOf(record, 0.5e6);
  expect(overSeconds).toBe(0);
  expect(operations[0]).toMatchObject({ offeredPerSec: 0, p95Ms: null, notGoodRatio: null });
});

test("behind a gap only what came after it is shown", () => {
  const record = readRecord(resumedBytes(RUN, [{ killedAtUs: 20.5e6, resumedAtUs: 40e6 }]).slice());
  // Complete: the last 21 s, 40 s to 61 s, lie behind the gap.
  expect(progressOf(record, 70e6)).toMatchObject({ phase: null, overSeconds: 21, leftSeconds: 0 });
});
