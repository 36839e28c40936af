import { expect, test } from "vitest";
import { summaryOf, summarySchema } from "../../../src/report/index.ts";
import type { VerdictKind } from "../../../src/verdict/index.ts";
import { closed, empty, failing, killed, passing, reportOf } from "../../support/report-fixtures.ts";
import { type Answer, syntheticPlan, syntheticRecord } from "../../support/synthetic-record.ts";

const verdict = {
  kind: "pass",
  complete: true,
  reasons: [],
  findings: [],
  levels: [],
  judgedLevels: [],
  validity: [],
  notices: [],
} as const;

/** The one level of 100 arrivals (10/s for 10 s) whose n-th arrival ends as told; the warm-up's are good after 10 ms. */
function levelOf(answer: (n: number) => Answer) {
  const record = syntheticRecord({
    rate: 10,
    seconds: 10,
    // seq counts from the warm-up's first: 1 s at 10/s makes 10
    answer: ({ seq, phase }) => (phase === 1 ? answer(seq - 10) : 10_000),
  });
  const [level] = summaryOf(record, verdict).levels;
  const recall = level?.operations.recall;
  if (level === undefined || recall === undefined) throw new Error("the level is missing");
  return { level, recall };
}

test("times are nearest ranks of the good, in milliseconds", () => {
  // 1, 2, ... 100 ms: p50 is the 50th. 50 ms lies in a histogram cell of 32 us, 49.984 to 50.015 ms, 90 and 100 ms in cells of
  // 64 us, 89.984 to 90.047 and 99.968 to 100.031 ms; the highest value of the cell is given.
  const { recall } = levelOf((n) => (n + 1) * 1_000);
  expect(recall.response_time).toMatchObject({
    samples: 100,
    beyond: 0,
    p50_ms: 50.015,
    p90_ms: 90.047,
    max_ms: 100.031,
  });
  expect(recall.response_time.mean_ms).toBeCloseTo(50.5, 1);
});

test("timeout, shed and unfinished stand beyond every finite value; bad and failed are not among the times", () => {
  const { recall } = levelOf((n) => {
    if (n < 4) return "timeout";
    if (n < 6) return { shed: "in_flight_cap" };
    if (n < 7) return "unfinished";
    if (n < 10) return { bad: "503", afterUs: 1_000 };
    if (n < 12) return { failed: "reset", afterUs: 1_000 };
    return 20_000;
  });
  expect(recall).toMatchObject({
    planned: 100,
    released: 98,
    good: 88,
    bad: 3,
    failed: 2,
    timeout: 4,
    shed: 2,
    unfinished: 1,
    bad_by_status: { "503": 3 },
    failed_by_code: { reset: 2 },
    shed_by_reason: { in_flight_cap: 2 },
    error_ratio: 0.12,
    delivered_ratio: 0.98,
  });
  // 88 good and 7 beyond: rank ceil(0.9 x 95) = 86 is good, ceil(0.95 x 95) = 91 is beyond
  expect(recall.response_time).toMatchObject({
    samples: 95,
    beyond: 7,
    p90_ms: 20.015,
    p95_ms: ">5000",
    max_ms: ">5000",
  });
  // (88 x 20.015 + 7 x 5000) / 95 = 386.9613...
  expect(recall.response_time.mean_ms).toBe(">=386.961");
});

test("a percentile without samples is the word none, which no comparison takes for small", () => {
  const { recall } = levelOf(() => ({ bad: "500", afterUs: 1_000 }));
  expect(recall.response_time).toMatchObject({ samples: 0, mean_ms: "none", p50_ms: "none", max_ms: "none" });
  expect(recall.error_ratio).toBe(1);
});

test("rates are the plan's and the good completions', probes apart", () => {
  const { level } = levelOf(() => 10_000);
  expect(level).toMatchObject({
    x: 1,
    phase: "steady",
    seconds: 10,
    planned_seconds: 10,
    offered_per_s: 10,
    achieved_per_s: 10,
    max_in_flight: 10,
  });
});

test("the in-flight maximum adds the workers and takes the fullest interval", () => {
  const record = syntheticRecord({
    seconds: 10,
    generator: (interval) => ({ max_in_flight: interval === 5 ? 12 : 3 }),
    lines: [{ kind: "generator", interval: 5, worker: 1, max_in_flight: 8 }],
    header: { engine: { name: "synthetic", version: "1", workers: 2 } },
  });
  expect(summaryOf(record, verdict).levels[0]?.max_in_flight).toBe(20);
});

test("an unfinished record tells only what it holds", () => {
  const { summary } = killed();
  // killed at 21.3 s: whole intervals to 21 s, of the level (13 s to 43 s) 8 s
  expect(summary.levels[0]).toMatchObject({ seconds: 8, planned_seconds: 30 });
  expect(summary.levels[1]).toMatchObject({ phase: "recovery", seconds: 0, achieved_per_s: "none" });
  expect(summary.ended).toEqual({ kind: "killed" });
});

test("an interrupted run counts no second that it did not reach", () => {
  const plan = syntheticPlan({ rate: 10, seconds: 30 });
  const record = syntheticRecord({
    plan,
    killedAtUs: 12_000_000,
    ended: { kind: "interrupted", signal: "SIGINT" },
  });
  // 12 s, of which 1 s was warm-up
  expect(summaryOf(record, verdict).levels[0]).toMatchObject({
    seconds: 11,
    planned_seconds: 30,
    achieved_per_s: 10,
  });
});

test("a closed workload has service time only, and no offered rate", () => {
  const { summary } = closed();
  const recall = summary.levels[0]?.operations.recall;
  expect(summary.levels[0]).toMatchObject({ offered_per_s: "none", users: 8 });
  expect(recall?.response_time.p95_ms).toBe("none");
  expect(recall?.service_time.samples).toBeGreaterThan(0);
});

test("exit codes follow the verdict", () => {
  const { record } = empty();
  const exits = (["pass", "fail", "inconclusive", "invalid", "incomplete"] as VerdictKind[]).map(
    (kind) => summaryOf(record, { ...verdict, kind }).exit_code,
  );
  expect(exits).toEqual([0, 1, 3, 4, 3]);
});

test("every report's summary fits its schema, and percentiles never fall as p rises", () => {
  for (const make of [passing, failing, killed, empty, closed]) {
    const summary = summarySchema.parse(JSON.parse(JSON.stringify(make().summary)));
    const times = summary.levels
      .flatMap(({ operations }) => Object.values(operations))
      .flatMap((operation) => [operation.response_time, operation.service_time]);
    for (const t of times) {
      const rising = [t.p50_ms, t.p90_ms, t.p95_ms, t.p99_ms, t.p999_ms, t.max_ms].map((figure) =>
        figure === "none" ? 0 : typeof figure === "number" ? figure : Number.POSITIVE_INFINITY,
      );
      expect(rising).toEqual([...rising].sort((a, b) => a - b));
    }
  }
});

test("what was planned is always accounted for", () => {
  for (const { levels } of [passing(), failing(), closed()].map(({ summary }) => summary)) {
    for (const o of levels.flatMap(({ operations }) => Object.values(operations))) {
      expect(o.good + o.bad + o.failed + o.timeout + o.shed + o.unfinished).toBe(o.planned);
    }
  }
});

test("notices of the record stand once, after the verdict's", () => {
  const { record } = syntheticNotices();
  expect(reportOf(record, { ...verdict, notices: ["first", "told"] }).summary.notices).toEqual([
    "first",
    "told",
    "target changed after 1.5 s: build a, then b",
  ]);
});

function syntheticNotices() {
  return {
    record: syntheticRecord({
      seconds: 2,
      lines: [
        { kind: "notice", at_us: 1_000_000, notice: { kind: "text", text: "told" } },
        {
          kind: "notice",
          at_us: 1_500_000,
          notice: { kind: "changed", what: "target", detail: "build a, then b" },
        },
      ],
    }),
  };
}
