import { expect, test } from "vitest";
import {
  createRecorder,
  decodeTally,
  HIGHEST_US,
  type IntervalLine,
  type Outcome,
  type Recorder,
  type Sample,
} from "../../../src/measure/index.ts";
import type { PlanInterval } from "../../../src/plan/index.ts";

const GOOD: Outcome = { kind: "good", status: 200 };
const S = 1_000_000;

/** Three intervals of 1 s; from 3 s on it is the drain. */
const INTERVALS: readonly PlanInterval[] = [0, 1, 2].map((index) => ({
  index,
  phase: 0,
  startUs: index * S,
  endUs: (index + 1) * S,
}));

function recorder(serviceOnly: (operation: string) => boolean = () => false): Recorder {
  return createRecorder(INTERVALS, { serviceOnly });
}

function sample(over: Partial<Sample>): Sample {
  return { operation: "recall", intendedUs: 0, releasedUs: 100, doneUs: 10_100, outcome: GOOD, ...over };
}

/** Highest values of each series of a line. */
function times({ series = {} }: IntervalLine): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(Object.entries(series).map(([name, text]) => [name, decodeTally(text).valuesUs]));
}

test("a good arrival counts in the interval of its intended start, with its three times", () => {
  const ledger = recorder();
  ledger.planned("recall", 500_000);
  ledger.released("recall", 500_000, 500_200);
  ledger.ended(sample({ intendedUs: 500_000, releasedUs: 500_200, doneUs: 501_000 }));
  const [line, ...more] = ledger.flush();
  expect(more).toEqual([]);
  expect(line).toMatchObject({ kind: "interval", interval: 0, operation: "recall" });
  expect(line?.counts).toEqual({ planned: 1, released: 1, good: 1, completed: 1, good_done: 1 });
  expect(line && times(line)).toEqual({ response_time: [1_000], service_time: [800], start_lag: [200] });
});

test("what is done in a later interval completes there", () => {
  const ledger = recorder();
  ledger.ended(sample({ intendedUs: 900_000, releasedUs: 900_000, doneUs: 2_100_000 }));
  ledger.ended(
    sample({
      intendedUs: 950_000,
      releasedUs: 950_000,
      doneUs: 2_200_000,
      outcome: { kind: "failed", code: "reset" },
    }),
  );
  expect(ledger.flush().map(({ interval, counts }) => [interval, counts])).toEqual([
    [2, { completed: 2, good_done: 1 }],
    [0, { good: 1, failed: 1 }],
  ]);
});

test("what is done in the drain completes nowhere, but its time is kept", () => {
  const ledger = recorder();
  ledger.ended(sample({ intendedUs: 2_900_000, releasedUs: 2_900_000, doneUs: 3_000_000 }));
  const [line] = ledger.flush();
  expect([line?.interval, line?.counts]).toEqual([2, { good: 1 }]);
  expect(line && times(line)).toEqual({ response_time: [100_031], service_time: [100_031] }); // cells of 64 us
});

test("bad and failed have their times apart, and their reasons counted", () => {
  const ledger = recorder();
  ledger.ended(sample({ outcome: { kind: "bad", status: 503, reason: "503" } }));
  ledger.ended(sample({ outcome: { kind: "bad", status: 503, reason: "503" } }));
  ledger.ended(sample({ outcome: { kind: "bad", status: 200, reason: "check" } }));
  ledger.ended(sample({ outcome: { kind: "failed", code: "refused" } }));
  ledger.ended(
    sample({ releasedUs: null, doneUs: null, outcome: { kind: "shed", reason: "in_flight_cap" } }),
  );
  const [line] = ledger.flush();
  expect(line?.counts).toEqual({ bad: 3, failed: 1, shed: 1, completed: 4 });
  expect(line?.by).toEqual({
    bad: { "503": 2, check: 1 },
    failed: { refused: 1 },
    shed: { in_flight_cap: 1 },
  });
  expect(Object.keys(line ? times(line) : {})).toEqual(["response_time_not_good", "service_time_not_good"]);
});

test("what never came has a start lag and no other time", () => {
  const ledger = recorder();
  for (const kind of ["timeout", "unfinished"] as const) {
    ledger.released("recall", 0, 300);
    ledger.ended(sample({ releasedUs: 300, doneUs: null, outcome: { kind } }));
  }
  const [line] = ledger.flush();
  expect(line?.counts).toEqual({ released: 2, timeout: 1, unfinished: 1 });
  expect(line && times(line)).toEqual({ start_lag: [300] });
});

test("an operation of service time only has nothing that runs from an intended start", () => {
  const ledger = recorder((operation) => operation === "intake.step1");
  for (const outcome of [GOOD, { kind: "bad", status: 500, reason: "500" }] as const) {
    ledger.released("intake.step1", 0, 100);
    ledger.ended(sample({ operation: "intake.step1", outcome }));
  }
  const [line] = ledger.flush();
  expect(Object.keys(line ? times(line) : {})).toEqual(["service_time", "service_time_not_good"]);
});

test("a flush gives what came since the last one, latest interval and latest operation first, and starts afresh", () => {
  const ledger = recorder();
  ledger.planned("recall", 1_500_000);
  ledger.planned("recall", 0);
  ledger.planned("write", 0);
  expect(ledger.flush().map(({ interval, operation }) => [interval, operation])).toEqual([
    [1, "recall"],
    [0, "write"],
    [0, "recall"],
  ]);
  expect(ledger.flush()).toEqual([]);
  ledger.planned("recall", 0);
  expect(ledger.flush()).toEqual([
    { kind: "interval", interval: 0, operation: "recall", counts: { planned: 1 } },
  ]);
});

test("histograms are empty when they are used again", () => {
  const first = recorder();
  first.ended(sample({ doneUs: 50_000 }));
  first.flush();
  const second = recorder();
  second.ended(sample({ doneUs: 1_000 }));
  const [line] = second.flush();
  expect(line && times(line)).toEqual({ response_time: [1_000], service_time: [900] });
});

test("a time below 1 us is 1 us, and fractions go to the nearest", () => {
  const ledger = recorder();
  ledger.released("recall", 0, 0);
  ledger.ended(sample({ releasedUs: 0.4, doneUs: 2.9 }));
  const [line] = ledger.flush();
  expect(line && times(line)).toEqual({ response_time: [3], service_time: [3], start_lag: [1] });
});

test("a time over 1 h is counted as overflow and the arrival still ends", () => {
  const ledger = recorder();
  ledger.ended(sample({ releasedUs: 0, doneUs: HIGHEST_US }));
  expect(ledger.overflow()).toBe(0);
  ledger.ended(sample({ releasedUs: 0, doneUs: HIGHEST_US + 1 }));
  expect(ledger.overflow()).toBe(2); // its response time and its service time
  const [line] = ledger.flush();
  expect(line?.counts).toEqual({ good: 2 });
  expect(line && times(line)).toEqual({ response_time: [3_600_809_983], service_time: [3_600_809_983] });
});

test.each([
  ["done before it was released", { releasedUs: 10, doneUs: 5 }],
  ["done at no time", { doneUs: Number.NaN }],
  ["done at the end of all times", { doneUs: Number.POSITIVE_INFINITY }],
  ["intended at no time", { intendedUs: Number.NaN }],
  ["good but never done", { doneUs: null }],
  ["good but never released", { releasedUs: null }],
])("an arrival %s is refused", (_name, over) => {
  expect(() => recorder().ended(sample(over))).toThrow(RangeError);
});

test("a release before the intended start is refused", () => {
  expect(() => recorder().released("recall", 100, 99)).toThrow(RangeError);
});

test("what is intended in the drain is counted nowhere", () => {
  const ledger = recorder();
  ledger.planned("intake.step2", 3_500_000);
  ledger.released("intake.step2", 3_500_000, 3_500_100);
  ledger.ended(
    sample({ operation: "intake.step2", intendedUs: 3_500_000, releasedUs: 3_500_100, doneUs: 3_600_000 }),
  );
  expect(ledger.flush()).toEqual([]);
});

test("an interval that is held back gives its counts, and its times when it is not any more", () => {
  const ledger = recorder();
  ledger.planned("recall", 1_500_000);
  ledger.released("recall", 1_500_000, 1_500_200);
  ledger.ended(sample({ intendedUs: 500_000, releasedUs: 500_200, doneUs: 501_000 }));
  ledger.ended(sample({ intendedUs: 1_500_000, releasedUs: 1_500_200, doneUs: 1_501_000 }));
  const lines = ledger.flush(1);
  expect(lines.map(({ interval, counts }) => [interval, counts])).toEqual([
    [1, { planned: 1, released: 1, good: 1, completed: 1, good_done: 1 }],
    [0, { good: 1, completed: 1, good_done: 1 }],
  ]);
  expect(lines.map(times)).toEqual([{}, { response_time: [1_000], service_time: [800] }]);
  // Nothing new was counted: no line.
  expect(ledger.flush(1)).toEqual([]);
  ledger.planned("recall", 1_600_000);
  const [rest, ...more] = ledger.flush();
  expect(more).toEqual([]);
  expect(rest).toMatchObject({ interval: 1, counts: { planned: 1 } });
  expect(rest && times(rest)).toEqual({ response_time: [1_000], service_time: [800], start_lag: [200] });
});
