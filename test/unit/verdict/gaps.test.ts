import { expect, test } from "vitest";
import { readRecord } from "../../../src/record/index.ts";
import { judge } from "../../../src/verdict/index.ts";
import { RESTARTED_AT, resumedBytes } from "../../support/resumed-record.ts";
import type { SyntheticRun } from "../../support/synthetic-record.ts";
import { errorRate, objectives, p95 } from "./promises.ts";

/** 1 s of warm-up and 40 s at 50/s, all good after 10 ms; killed at 20.5 s, resumed at 22.5 s: the gap is 20 s to 23 s. */
const RUN: SyntheticRun = { rate: 50, seconds: 40 };
const BREAK = { killedAtUs: 20.5e6, resumedAtUs: 22.5e6 };

function judged(run: SyntheticRun = RUN, maxGapRatio = 0.1) {
  const record = readRecord(resumedBytes(run, [BREAK]));
  return judge(record, objectives([p95(200), errorRate(5)], { maxGapRatio }));
}

test("a run with a gap passes on what was driven, and tells of the gap first", () => {
  const { kind, findings, notices, validity } = judged();
  expect(kind).toBe("pass");
  // 40 s at 50/s less 3 s: 1850.
  expect(findings.map(({ samples }) => samples)).toEqual([1850, 1850]);
  expect(validity.filter(({ holds }) => holds === false)).toEqual([]);
  // 3 s at 50/s: 150; of them 25 were due before 20.5 s, of which the last was open (10 ms).
  expect(notices[0]).toBe(
    `gap of 3 s, from 20 s to 23 s of the plan: the run broke off and was resumed at ${RESTARTED_AT}; ` +
      "150 arrivals left the plan, 0 of them open at the break, 25 ended just before it",
  );
});

test("gaps beyond max_gap make a run incomplete, whatever was measured", () => {
  // 3 s of 40 s are 7.5 %.
  expect(judged(RUN, 0.075).kind).toBe("pass");
  const { kind, reasons, complete } = judged(RUN, 0.0749);
  expect([kind, complete]).toEqual(["incomplete", false]);
  expect(reasons[0]).toBe("a gap takes 7.5 % of the steady time (at most 7.49 %: max_gap)");
});

test("errors that the break leaves unjudged keep a run from passing", () => {
  const outage: SyntheticRun = {
    ...RUN,
    // The last half second before the break: 25 arrivals, all refused.
    answer: ({ intendedUs }) =>
      intendedUs >= 20e6 && intendedUs < 23e6 ? { bad: "503", afterUs: 1_000 } : 10_000,
  };
  const { kind, reasons } = judged(outage);
  expect(kind).toBe("inconclusive");
  expect(reasons[0]).toBe(
    "100 % of recall that ended in the intervals before the break, from 20 s of the plan on, were not good, and the gap leaves them unjudged",
  );
});

test("a promise broken beside a gap is broken", () => {
  const slow: SyntheticRun = { ...RUN, answer: ({ seq }) => (seq % 10 === 0 ? 500_000 : 10_000) };
  expect(judged(slow).kind).toBe("fail");
});

test("a gap line that takes more out of the plan than lies in it does not close the ledger", () => {
  const text = Buffer.from(resumedBytes(RUN, [BREAK])).toString("utf8");
  const forged = text.replace('"planned":150', '"planned":151');
  expect(forged).not.toBe(text);
  const { kind, reasons } = judge(
    readRecord(Buffer.from(forged)),
    objectives([p95(200)], { maxGapRatio: 0.1 }),
  );
  expect(kind).toBe("invalid");
  expect(reasons[0]).toContain("recall in the gap from 20s on");
});
