import { expect, test } from "vitest";
import type { GeneratorLine, RunRecord } from "../../../src/record/index.ts";
import { checkValidity, type ValidityCheck } from "../../../src/verdict/index.ts";
import { type SyntheticRun, syntheticRecord } from "../../support/synthetic-record.ts";
import { errorRate, objectives, p95 } from "./promises.ts";

const PROMISES = objectives([p95(1200), errorRate(2)]);

function checks(record: RunRecord, name: string, promises = PROMISES): readonly ValidityCheck[] {
  return checkValidity(record, promises).filter(({ check }) => check === name);
}

/** The check of the one steady level (or of the run) of a run at 1x, 100/s, 30 s after 1 s of warm-up and 1 s of ramp. */
function check(name: string, run: SyntheticRun, promises = PROMISES): ValidityCheck {
  const [first] = checks(syntheticRecord(run), name, promises);
  if (first === undefined) throw new Error(`no check ${name}`);
  return first;
}

const engineOf = (workers: number) => ({ name: "synthetic", version: "1", workers });

const from =
  (interval: number, to: number, line: Partial<GeneratorLine>) =>
  (index: number): Partial<GeneratorLine> =>
    index >= interval && index < to ? line : {};

/** Changes one operation's counts in one interval of an otherwise whole record. */
function tamper(record: RunRecord, interval: number, change: Record<string, number>): RunRecord {
  const row = record.cells.get(interval);
  const cell = row?.get("recall");
  if (row === undefined || cell === undefined) throw new Error("no such cell");
  const counts = { ...cell.counts, ...change };
  return {
    ...record,
    cells: new Map([...record.cells, [interval, new Map([...row, ["recall", { ...cell, counts }]])]]),
  };
}

test("a healthy run keeps every check", () => {
  expect(checkValidity(syntheticRecord(), PROMISES).filter(({ holds }) => holds !== true)).toEqual([]);
});

test("every check names its limit, what was observed, and no check is listed twice for one level", () => {
  const all = checkValidity(syntheticRecord({ x: [1, 2, 5], seconds: 10 }), PROMISES);
  expect(new Set(all.map(({ check: name }) => name))).toEqual(
    new Set([
      "ledger_closes",
      "ledger_in_order",
      "generator_reported",
      "ledger_matches_plan",
      "times_recorded",
      "histogram_overflow",
      "changed_during_run",
      "own_unreleased",
      "late_seconds",
      "start_lag_p99",
      "loop_utilisation_p95",
      "longest_pause",
      "cpu_throttled",
      "target_on_other_machine",
    ]),
  );
  // Three levels and the recovery at 1x
  expect(all.filter(({ check: name }) => name === "late_seconds").map(({ x }) => x)).toEqual([1, 2, 5, 1]);
});

test("an arrival without an outcome opens the ledger, and so does one with two", () => {
  const record = syntheticRecord();
  for (const good of [99, 101]) {
    expect(checks(tamper(record, 5, { good }), "ledger_closes")).toMatchObject([
      { holds: false, observed: 1, role: "unsound", detail: expect.stringContaining("recall in interval 5") },
    ]);
  }
});

test("an arrival too few is missed against the plan, though the ledger closes", () => {
  const record = tamper(syntheticRecord(), 5, { planned: 99, good: 99 });
  expect(checks(record, "ledger_closes")).toMatchObject([{ holds: true }]);
  expect(checks(record, "ledger_matches_plan")).toMatchObject([{ holds: false, observed: 1 }]);
});

test("a good response without its time is missed", () => {
  const record = tamper(syntheticRecord(), 5, { good: 101, planned: 101 });
  expect(checks(record, "times_recorded")).toMatchObject([{ holds: false, observed: 1 }]);
});

test("releases or answers that nobody asked for are out of order", () => {
  // 100 planned, released, good and completed in interval 5 of 32 of the record; 3200 in the run
  const changed = (change: Record<string, number>) =>
    checks(tamper(syntheticRecord(), 5, change), "ledger_in_order");
  expect(changed({})).toMatchObject([{ holds: true, role: "unsound" }]);
  expect(changed({ released: 300 })).toMatchObject([{ holds: false, observed: 200 }]);
  expect(changed({ released: 90 })).toMatchObject([{ holds: false, observed: 10 }]);
  expect(changed({ good_done: 200 })).toMatchObject([
    { holds: false, detail: expect.stringContaining("recall over the run") },
  ]);
});

test("answers and releases without their times are missed", () => {
  const changed = (change: Record<string, number>) =>
    checks(tamper(syntheticRecord(), 5, change), "times_recorded");
  // All good made bad, to take their times out of the percentiles: 100 service times of good ones that are none
  expect(changed({ good: 0, bad: 100 })).toMatchObject([{ holds: false, observed: 100 }]);
  expect(changed({ released: 99 })).toMatchObject([{ holds: false, observed: 1 }]);
  expect(changed({})).toMatchObject([{ holds: true }]);
});

test("an interval on which a worker says nothing makes the generator unsound", () => {
  expect(check("generator_reported", {})).toMatchObject({ holds: true, role: "unsound", observed: 0 });
  const silent = (index: number): Partial<GeneratorLine> | null => (index === 10 ? null : {});
  expect(check("generator_reported", { generator: silent })).toMatchObject({ holds: false, observed: 1 });
  // Of two workers one never reports: 30 of the level's 60 reports
  expect(check("generator_reported", { header: { engine: engineOf(2) } })).toMatchObject({
    holds: false,
    observed: 30,
    detail: "of 60 reports (30 intervals, 2 workers) so many are missing",
  });
  expect(check("generator_reported", { ended: null })).toMatchObject({ holds: null });
  // Outside the levels nothing is judged
  expect(check("generator_reported", { generator: (index) => (index < 1 ? null : {}) }).holds).toBe(true);
});

test("a closed plan still tells its probes' arrivals", () => {
  const closed = { workload: "closed", users: 3, seconds: 5, answer: () => 50_000 } as const;
  const probed = syntheticRecord({ ...closed, probes: { health: 2 } });
  // No probe was sent in this record: 1 s of warm-up, no ramp to 1x, 5 s: 2 + 10 are missing
  expect(checks(probed, "ledger_matches_plan")).toMatchObject([{ holds: false, observed: 12 }]);
});

test("a run cut short has no whole ledger to check", () => {
  const killed = syntheticRecord({ killedAtUs: 10_000_000 });
  expect(checks(killed, "ledger_closes")).toMatchObject([{ holds: null, observed: null }]);
  expect(checks(killed, "ledger_matches_plan")).toMatchObject([{ holds: null }]);
});

test("a single value that no histogram holds is one too many", () => {
  expect(check("histogram_overflow", { generator: from(4, 5, { overflow: 1 }) })).toMatchObject({
    holds: false,
    observed: 1,
  });
});

test("a scenario or target that changed during the run is told with what changed", () => {
  const lines = [
    { kind: "notice", at_us: 5, notice: { kind: "changed", what: "target", detail: "build a1 became b2" } },
  ] as const;
  expect(check("changed_during_run", { lines })).toMatchObject({
    holds: false,
    observed: 1,
    detail: "the target changed: build a1 became b2",
  });
});

test("one late second is allowed in 30, two are not", () => {
  // late: more than 5 % of 100 arrivals, so 6; the level begins with interval 2
  const late = (seconds: number, n = 6) => ({ generator: from(10, 10 + seconds, { late: { "0": n } }) });
  expect(check("late_seconds", late(1))).toMatchObject({ holds: true, limit: 1, observed: 1 });
  expect(check("late_seconds", late(2))).toMatchObject({ holds: false, limit: 1, observed: 2 });
  expect(check("late_seconds", late(30, 5))).toMatchObject({ holds: true, observed: 0 });
});

test("late arrivals of several workers in one second add up", () => {
  const lines = [10, 11].flatMap((interval) =>
    [1, 2].map((worker): GeneratorLine => ({ kind: "generator", interval, worker, late: { "0": 3 } })),
  );
  expect(check("late_seconds", { lines, header: { engine: engineOf(3) } })).toMatchObject({
    holds: false,
    observed: 2,
  });
});

test("one late arrival never makes a late second, however few there are", () => {
  // 10 a second: 5 % is half an arrival; at least two are asked for
  const late = (n: number) => ({ rate: 10, generator: from(5, 20, { late: { "0": n } }) });
  expect(check("late_seconds", late(1))).toMatchObject({ holds: true, observed: 0 });
  expect(check("late_seconds", late(2))).toMatchObject({ holds: false, observed: 15 });
});

test("late seconds before the level are not the level's", () => {
  expect(check("late_seconds", { generator: from(0, 2, { late: { "0": 100 } }) })).toMatchObject({
    holds: true,
  });
});

test("in a long level each 10 s interval tells its late seconds apart", () => {
  // 700 s at 20/s: intervals of 10 s with 200 arrivals, 20 a second; 0.1 % of 700 s is under 1, so 1 is allowed
  const long = (late: Record<string, number>) =>
    check("late_seconds", { rate: 20, seconds: 700, generator: from(20, 21, { late }) });
  expect(long({ "3": 2, "4": 1 })).toMatchObject({ holds: true, observed: 1 });
  expect(long({ "3": 2, "7": 2 })).toMatchObject({ holds: false, observed: 2 });
});

test("more than 0.1 % of arrivals not sent by our own fault are too many, in the level or in the run", () => {
  // 3000 arrivals in the level: 3 are 0.1 %, 4 are 0.133 %
  const level = (n: number) =>
    checks(syntheticRecord({ generator: from(10, 11, { own_unreleased: n }) }), "own_unreleased").map(
      ({ x, holds }) => ({ x, holds }),
    );
  expect(level(3)).toEqual([
    { x: null, holds: true },
    { x: 1, holds: true },
  ]);
  // In the run: 100 + 100 of warm-up and ramp, 3000: 4 of 3200 are 0.125 %
  expect(level(4)).toEqual([
    { x: null, holds: false },
    { x: 1, holds: false },
  ]);
});

test("start lag may take 1 % of the tightest limit", () => {
  // 1 % of 1200 ms is 12 ms; histogram cells at 12 ms are 8 us wide
  expect(check("start_lag_p99", { startLagUs: 11_900 })).toMatchObject({
    holds: true,
    limit: 12,
    role: "lag",
  });
  expect(check("start_lag_p99", { startLagUs: 12_100 })).toMatchObject({ holds: false, limit: 12 });
  const rare = ({ seq }: { readonly seq: number }) => (seq % 200 === 0 ? 50_000 : 100);
  expect(check("start_lag_p99", { startLagUs: rare })).toMatchObject({ holds: true });
});

test("start lag under 1 ms never matters", () => {
  const tight = objectives([p95(20)]);
  expect(check("start_lag_p99", { startLagUs: 990 }, tight)).toMatchObject({ holds: true, limit: 1 });
  expect(check("start_lag_p99", { startLagUs: 1_010 }, tight)).toMatchObject({ holds: false, limit: 1 });
});

test("the tightest limit is that of the promises which bind at the level and decide", () => {
  const named = objectives([
    p95(1200),
    p95(3000, { at: [5] }),
    p95(100, { severity: "warning" }),
    p95(200, { at: [7] }),
  ]);
  const limits = checks(syntheticRecord({ x: [1, 5], seconds: 5 }), "start_lag_p99", named).map(
    ({ limit }) => limit,
  );
  // 1x: 1 % of 1200; 5x: 1 % of 3000; recovery at 1x: 1 % of 1200
  expect(limits).toEqual([12, 30, 12]);
});

test("a closed workload has no start lag and no late seconds", () => {
  const closed = { workload: "closed", users: 3, seconds: 5, answer: () => 50_000 } as const;
  expect(check("start_lag_p99", closed)).toMatchObject({ holds: null, observed: null });
  expect(check("late_seconds", closed)).toMatchObject({ holds: null });
  expect(check("ledger_matches_plan", closed)).toMatchObject({ holds: null });
  expect(check("times_recorded", closed)).toMatchObject({ holds: true });
});

test("a full event loop is a cause when it is full in more than 5 % of the intervals", () => {
  // 30 intervals: p95 is rank 29 of 30, so two full ones show
  const full = (n: number) => ({ generator: from(5, 5 + n, { loop_utilisation: 0.95 }) });
  expect(check("loop_utilisation_p95", full(1))).toMatchObject({ holds: true, role: "cause" });
  expect(check("loop_utilisation_p95", full(2))).toMatchObject({ holds: false, observed: 0.95, limit: 0.9 });
});

test("a pause is a cause beyond 50 ms and a tenth of the tightest limit", () => {
  const pause = (ms: number) => ({ generator: from(5, 6, { longest_pause_us: ms * 1000 }) });
  expect(check("longest_pause", pause(120))).toMatchObject({ holds: true, limit: 120 });
  expect(check("longest_pause", pause(121))).toMatchObject({ holds: false, observed: 121 });
  const tight = objectives([p95(100)]);
  expect(check("longest_pause", pause(50), tight)).toMatchObject({ holds: true, limit: 50 });
  expect(check("longest_pause", pause(51), tight)).toMatchObject({ holds: false });
});

test("a CPU quota that withheld over 1 % is a cause; where it cannot be read it is not available", () => {
  // Powers of two, whose mean is exact: 0.8 % and 1.6 %
  const throttled = (share: number | null) =>
    check("cpu_throttled", { generator: () => ({ throttled: share }) });
  expect(throttled(1 / 128)).toMatchObject({ holds: true });
  expect(throttled(1 / 64)).toMatchObject({ holds: false, observed: 1 / 64 });
  expect(throttled(null)).toMatchObject({ holds: null, observed: null });
});

test("a check of the recovery is told apart from that of the level 1x", () => {
  const all = checks(syntheticRecord({ x: [1, 2], seconds: 5 }), "start_lag_p99");
  expect(all.map(({ x, phase }) => [x, phase])).toEqual([
    [1, "steady"],
    [2, "steady"],
    [1, "recovery"],
  ]);
});

test("start lag says where its limit comes from", () => {
  expect(check("start_lag_p99", {}).detail).toBe("limit: 1 % of the tightest promise, recall.p95 <= 1200ms");
  // 1 % of 50 ms is 0.5 ms, below the floor of 1 ms
  expect(check("start_lag_p99", {}, objectives([p95(50)])).detail).toBe(
    "limit: at least 1 ms (1 % of recall.p95 <= 50ms is less)",
  );
  expect(check("start_lag_p99", {}, objectives([])).detail).toBe("limit: at least 1 ms");
});

test("a target on the same machine is a circumstance, neither kept nor failed", () => {
  const record = syntheticRecord();
  const { header } = record;
  const beside = { ...record, header: { ...header, target: { ...header.target, same_machine: true } } };
  expect(checks(beside, "target_on_other_machine")).toMatchObject([
    { holds: null, role: "cause", detail: "target and generator share one machine's processors" },
  ]);
});
