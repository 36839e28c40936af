import { describe, expect, test } from "vitest";
import { emptyTally, encodeTally, noCounts, tallyOf } from "../../../src/measure/index.ts";
import { encodeLine, type RecordLine, type RunRecord, readRecord } from "../../../src/record/index.ts";
import { digest, SloError } from "../../../src/shared/index.ts";
import {
  syntheticBytes,
  syntheticHeader,
  syntheticPlan,
  syntheticRecord,
} from "../../support/synthetic-record.ts";

/** 1 s of warm-up and 3 s of steady load: 4 intervals. */
const PLAN = syntheticPlan({ rate: 10, seconds: 3, probes: { health: 1 } });
const HEADER = encodeLine(syntheticHeader({ plan: PLAN }));
const FOOTER = encodeLine({ kind: "footer", at_us: 4e6, ended: { kind: "complete" } });

function interval(over: Partial<Extract<RecordLine, { kind: "interval" }>>): string {
  return encodeLine({ kind: "interval", interval: 0, operation: "recall", counts: {}, ...over });
}

function read(...lines: readonly string[]): RunRecord {
  return readRecord(Buffer.from(lines.join(""), "utf8"));
}

function refusal(...lines: readonly string[]): string {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof SloError && error.code === "bad_record") return error.message;
    throw error;
  }
  return "none";
}

test("lines of one interval and operation add up", () => {
  const one = encodeTally(tallyOf([1_000, 2_000]));
  const two = encodeTally(tallyOf([2_000]));
  const record = read(
    HEADER,
    interval({ counts: { planned: 3, bad: 1 }, by: { bad: { "503": 1 } }, series: { response_time: one } }),
    interval({ operation: "health", counts: { planned: 7 } }),
    interval({
      counts: { bad: 2, good: 1 },
      by: { bad: { "503": 1, check: 1 } },
      series: { response_time: two },
    }),
    FOOTER,
  );
  const cell = record.cells.get(0)?.get("recall");
  expect(cell?.counts).toEqual({ ...noCounts, planned: 3, bad: 3, good: 1 });
  expect(cell?.by).toEqual({ bad: { "503": 2, check: 1 }, failed: {}, shed: {} });
  const { valuesUs, counts, total } = cell?.series.response_time ?? emptyTally;
  expect({ valuesUs, counts, total }).toEqual(tallyOf([1_000, 2_000, 2_000]));
  expect(cell?.series.start_lag.total).toBe(0);
  expect(record.cells.get(0)?.get("health")?.counts.planned).toBe(7);
  expect(record.cells.get(1)).toBe(undefined);
});

test("everything else of a run is found again", () => {
  const generator = { kind: "generator", interval: 1, worker: 0, late: { "0": 3 }, throttled: null } as const;
  const notice = {
    kind: "notice",
    at_us: 5,
    notice: { kind: "example", operation: "recall", what: "503", excerpt: "busy\n" },
  } as const;
  const bytes = Buffer.from(
    [
      HEADER,
      encodeLine(generator),
      encodeLine({ ...generator, late: { "1": 2 } }),
      encodeLine({ kind: "target", interval: 1, signals: { rss_bytes: 1, queue: 2 } }),
      encodeLine({ kind: "target", interval: 1, signals: { queue: 3 } }),
      encodeLine(notice),
      FOOTER,
    ].join(""),
  );
  const record = readRecord(bytes);
  expect(record.header).toEqual(syntheticHeader({ plan: PLAN }));
  expect(record.generator.get(1)).toEqual([generator, { ...generator, late: { "1": 2 } }]);
  expect(record.target.get(1)).toEqual({ rss_bytes: 1, queue: 3 });
  expect(record.notices).toEqual([notice]);
  expect(record.footer).toEqual({ kind: "footer", at_us: 4e6, ended: { kind: "complete" } });
  expect([record.truncated, record.lastInterval, record.digest]).toEqual([false, 3, digest(bytes)]);
});

test("fields and kinds of lines that a later version adds are no error", () => {
  const header = `${JSON.stringify({ ...syntheticHeader({ plan: PLAN }), later: { x: 1 } })}\n`;
  const line = `${JSON.stringify({ kind: "interval", interval: 0, operation: "recall", counts: { planned: 1, later: 2 }, series: { later: "?" }, later: 1 })}\n`;
  const record = read(header, line, '{"kind":"later","interval":0}\n', FOOTER);
  expect(record.header).toMatchObject({ later: { x: 1 } });
  expect(record.cells.get(0)?.get("recall")?.counts).toMatchObject({ planned: 1 });
  expect(record.truncated).toBe(false);
});

describe("the end of a record", () => {
  test.each([
    ["half a line", '{"kind":"interval","inter'],
    ["zeros of a file system", "\0".repeat(40)],
    ["a line that is not a record's", '{"kind":"interval","interval":-1}\n'],
    ["several such lines", '\n{"kind":\n\0\n'],
    ["a histogram that is none", interval({ series: { response_time: "AAAA" } })],
  ])("may be %s: it is left out", (_name, tail) => {
    const record = read(HEADER, interval({ counts: { planned: 1 } }), tail);
    expect([record.truncated, record.cells.size]).toEqual([true, 1]);
    expect(record.cells.get(0)?.get("recall")?.counts.planned).toBe(1);
  });

  test("may lack its line feed: the line is whole and counts", () => {
    const record = read(HEADER, FOOTER.trimEnd());
    expect([record.truncated, record.footer?.ended.kind]).toEqual([false, "complete"]);
  });
});

describe("a record is refused", () => {
  test.each([
    [
      "damaged in the middle",
      [HEADER, '{"kind":"inter\n', FOOTER],
      /^line 2 of the record is damaged: it is not JSON/,
    ],
    [
      "with an interval that the plan has not",
      [HEADER, FOOTER.replace(/^/, interval({ interval: 4 }))],
      /^line 2 of the record is damaged: the plan has no interval 4/,
    ],
    [
      "with a negative count",
      [HEADER, '{"kind":"interval","interval":0,"operation":"a","counts":{"good":-1}}\n', FOOTER],
      /^line 2 .*counts\.good/,
    ],
    [
      "with a damaged histogram",
      [HEADER, interval({}), interval({ series: { start_lag: "x" } }), FOOTER],
      /^line 3 .*start_lag: not a compressed HdrHistogram V2/,
    ],
    [
      "with half an arrival",
      [HEADER, '{"kind":"interval","interval":0,"operation":"a","counts":{"released":0.5}}\n', FOOTER],
      /^line 2 .*counts\.released/,
    ],
    [
      "with a negative pause",
      [HEADER, '{"kind":"generator","interval":0,"worker":0,"longest_pause_us":-1}\n', FOOTER],
      /^line 2 .*longest_pause_us/,
    ],
    [
      "with a worker that the run had not",
      [HEADER, encodeLine({ kind: "generator", interval: 0, worker: 1 }), FOOTER],
      /^line 2 of the record is damaged: the run had no worker 1/,
    ],
    [
      "whose promises were changed",
      [HEADER.replace('"thresholds":{"file":"thresholds.yaml","text":"', "$&# "), FOOTER],
      /^the promises in the record were changed: they do not match their digest$/,
    ],
    ["that goes on behind its footer", [HEADER, FOOTER, interval({})], /^line 3 .*stands behind the footer/],
    ["with two headers", [HEADER, HEADER, FOOTER], /^line 2 of the record is damaged/],
    ["that is empty", [], /^line 1 is not the header of a run's record: it is not JSON/],
    ["without a header", [interval({}), FOOTER], /^line 1 is not the header/],
    ["of another schema", [HEADER.replace("slo/record/v1", "slo/record/v2")], /^line 1 .*schema/],
    [
      "whose phases leave a gap",
      [HEADER.replace('"endUs":1000000', '"endUs":900000')],
      /^line 1 .*end to end/,
    ],
  ])("%s", (_name, lines, message) => {
    expect(refusal(...lines)).toMatch(message);
  });
});

describe("without a footer the last whole interval", () => {
  test("is the one before the first whose arrivals have not all ended", () => {
    // Responses take 1.5 s; killed at 3.2 s, arrivals up to 1.7 s have ended: interval 0 is whole, interval 1 is not.
    const record = syntheticRecord({ plan: PLAN, answer: () => 1_500_000, killedAtUs: 3_200_000 });
    expect([record.footer, record.lastInterval]).toEqual([null, 0]);
  });

  test("is the last of the plan when everything has ended before the kill", () => {
    expect(syntheticRecord({ plan: PLAN, ended: null }).lastInterval).toBe(3);
  });

  test("stands before an interval of which a planned arrival is missing altogether", () => {
    // Killed at 2.85 s: all that is in the ledger has ended, but the arrival of 2.9 s is not in it.
    const record = syntheticRecord({ plan: PLAN, answer: () => 1_000, killedAtUs: 2_850_000 });
    expect(record.lastInterval).toBe(1);
  });

  test("is none when the run had hardly begun", () => {
    expect(syntheticRecord({ plan: PLAN, killedAtUs: 100_000 }).lastInterval).toBe(-1);
    expect(read(HEADER).lastInterval).toBe(-1);
  });

  test("of a closed workload lies two before the slowest worker's last report", () => {
    const run = { workload: "closed", users: 2, seconds: 5, ended: null } as const; // 6 intervals, 0 to 5
    expect(syntheticRecord(run).lastInterval).toBe(3);
    expect(syntheticRecord({ ...run, generator: (index) => (index > 3 ? null : {}) }).lastInterval).toBe(1);
    const header = syntheticHeader(run);
    const engine = { ...header.engine, workers: 2 };
    expect(syntheticRecord({ ...run, header: { engine } }).lastInterval).toBe(-1);
  });
});

test("a run that came to its end is judged to the plan's last interval, one that was cut short to its last whole one", () => {
  const stopped = { kind: "stopped", rule: "a rule" } as const;
  expect(syntheticRecord({ plan: PLAN, killedAtUs: 1_500_000, ended: stopped }).lastInterval).toBe(3);
  const ended = { kind: "interrupted", signal: "SIGINT" } as const;
  // Interval 1 has half of its arrivals.
  expect(syntheticRecord({ plan: PLAN, killedAtUs: 1_500_000, ended }).lastInterval).toBe(0);
});

test("a number that JSON does not know is not written", () => {
  const line = { kind: "generator", interval: 0, worker: 0, loop_utilisation: Number.NaN } as const;
  expect(() => encodeLine(line)).toThrow("a generator line with loop_utilisation = NaN");
});

test("a synthetic record is a run's record: its ledger closes and it reads without loss", () => {
  const record = readRecord(syntheticBytes({ plan: PLAN, ended: { kind: "complete" } }));
  const planned = [...record.cells.values()].map((operations) => operations.get("recall")?.counts.planned);
  expect(planned).toEqual([10, 10, 10, 10]);
  expect([...record.cells.values()].map((operations) => operations.get("health")?.counts.good)).toEqual([
    1, 1, 1, 1,
  ]);
});
