import { describe, expect, test } from "vitest";
import { outcomesOf } from "../../../src/measure/index.ts";
import {
  type RecordHeader,
  type RecordLine,
  readRecord,
  type SegmentFile,
} from "../../../src/record/index.ts";
import { judgeRecord } from "../../../src/run/result.ts";
import { SloError } from "../../../src/shared/index.ts";
import { merged, segmentBytes, segmentFile, segmentsOf } from "../../support/segments.ts";
import { type SyntheticRun, syntheticBytes, syntheticRecord } from "../../support/synthetic-record.ts";

/** 100/s for 1 s of warm-up and 30 s at 1x: 3100 arrivals. */
const RUN: SyntheticRun = { rate: 100, seconds: 30 };

function refusal(files: readonly SegmentFile[]): SloError {
  try {
    merged(files);
  } catch (error) {
    if (error instanceof SloError) return error;
    throw error;
  }
  throw new Error("they were joined");
}

const told = ({ message, issues }: SloError): string =>
  [message, ...issues.map(({ where, message: what }) => `${where}: ${what}`)].join("\n");

/** Segment `worker` of 3 with another header. */
function altered(name: string, worker: number, header: Partial<RecordHeader>, run = RUN): SegmentFile {
  return segmentFile(name, segmentBytes({ ...run, header }, worker, 3));
}

/** Segment 2 of 3 cut off: its last 45 lines are missing, 30 reports of the generator and the footer among them. */
function killed(tail = ""): Buffer {
  const text = Buffer.from(segmentBytes({ ...RUN, flushEvery: 100 }, 1, 3)).toString("utf8");
  return Buffer.from(`${text.split("\n").slice(0, -46).join("\n")}\n${tail}`);
}

describe("three segments joined", () => {
  const record = readRecord(merged(segmentsOf(RUN, 3)));

  test("hold every arrival of the plan once, in cells like those of one run", () => {
    const whole = syntheticRecord(RUN);
    const planned = [...record.cells.values()].flatMap((row) => [...row.values()]);
    expect(planned.reduce((sum, { counts }) => sum + counts.planned, 0)).toBe(3_100);
    expect(planned.every(({ counts }) => outcomesOf(counts) === counts.planned)).toBe(true);
    expect(record.cells.get(7)).toEqual(whole.cells.get(7));
  });

  test("have a worker each in every interval, and the sum of their caps and workers", () => {
    expect(record.generator.get(5)?.map(({ worker }) => worker)).toEqual([0, 1, 2]);
    expect(record.header.engine.workers).toBe(3);
    // 1.2 x 100/s x 5 s = 600 in each synthetic header
    expect(record.header.in_flight_cap).toEqual({ wanted: 1_800, granted: 1_800, limited_by: null });
  });

  test("say where they come from", () => {
    expect(record.header.segment).toBe(null);
    expect(record.header.merged?.segments.map(({ worker, ended }) => [worker, ended])).toEqual([
      [0, "complete"],
      [1, "complete"],
      [2, "complete"],
    ]);
    expect(record.header.run_id).toMatch(/^20260101-000000-recall-1x-merged-[0-9a-f]{8}$/);
    expect(record.header.notices[0]).toMatch(
      /^joined from 3 of 3 segments that started within 0s of each other/,
    );
  });

  test("are judged like one run", () => {
    const { summary } = judgeRecord(merged(segmentsOf(RUN, 3)), null);
    expect(summary.verdict, summary.reasons.join("\n")).toBe("pass");
    expect(summary.levels[0]?.operations.recall?.planned).toBe(3_000);
  });
});

test("workers of a segment with several keep apart from those of the next", () => {
  const two = altered("1", 0, { engine: { name: "synthetic", version: "1", workers: 2 } });
  const [, second, third] = segmentsOf(RUN, 3);
  if (second === undefined || third === undefined) throw new Error("three segments");
  const record = readRecord(merged([two, second, third]));
  // the first has workers 0 and 1 (of which only 0 wrote), so the others are 2 and 3
  expect(record.generator.get(5)?.map(({ worker }) => worker)).toEqual([0, 2, 3]);
  expect(record.header.engine.workers).toBe(4);
});

test("one and the same example of two segments is kept once, other notices all", () => {
  const example = { kind: "example", operation: "recall", what: "503", excerpt: "busy" } as const;
  const lines: readonly RecordLine[] = [
    { kind: "notice", at_us: 5, notice: example },
    { kind: "notice", at_us: 6, notice: { kind: "text", text: "told by each" } },
  ];
  const { notices } = readRecord(merged(segmentsOf({ ...RUN, lines }, 2)));
  expect(notices.map(({ notice }) => notice.kind)).toEqual(["example", "text", "text"]);
});

describe("the joined record", () => {
  test("is incomplete, with the reason, when a segment is missing", () => {
    const [first, , third] = segmentsOf(RUN, 3);
    if (first === undefined || third === undefined) throw new Error("three segments");
    const { summary } = judgeRecord(merged([third, first]), null);
    expect(summary).toMatchObject({ verdict: "incomplete", exit_code: 3, complete: false });
    expect(summary.reasons[0]).toBe("missing: segment 2 of 3");
  });

  test("is whole only as far as all are when one was killed, and judges nothing beyond", () => {
    const [first, , third] = segmentsOf(RUN, 3);
    if (first === undefined || third === undefined) throw new Error("three segments");
    const bytes = merged([first, segmentFile("2", killed()), third]);
    const alone = readRecord(killed());
    const record = readRecord(bytes);
    expect(record.footer).toBe(null);
    expect(record.lastInterval).toBe(alone.lastInterval);
    expect(alone.lastInterval).toBeGreaterThan(0);
    expect(alone.lastInterval).toBeLessThan(29);
    const { summary } = judgeRecord(bytes, null);
    expect(summary.verdict).toBe("incomplete");
    expect(summary.reasons[0]).toMatch(
      /ends without a footer, after \d+ of 31 intervals; killed: segment 2 of 3$/,
    );
  });

  test("leaves a segment's half-written last line behind", () => {
    const [first, , third] = segmentsOf(RUN, 3);
    if (first === undefined || third === undefined) throw new Error("three segments");
    const cut = merged([first, segmentFile("2", killed()), third]);
    const torn = merged([first, segmentFile("2", killed('{"kind":"interval","inter')), third]);
    const digestless = (bytes: Buffer): string =>
      bytes.toString("utf8").replaceAll(/"digest":"sha256:[0-9a-f]+"|merged-[0-9a-f]{8}/g, "");
    expect(digestless(torn)).toBe(digestless(cut));
  });

  test("is incomplete when a segment's tail behind its footer is damaged", () => {
    const [first, second] = segmentsOf(RUN, 2);
    if (first === undefined || second === undefined) throw new Error("two segments");
    const damaged = segmentFile("2", Buffer.concat([segmentBytes(RUN, 1, 2), Buffer.from("\0\0\0")]));
    const { summary } = judgeRecord(merged([first, damaged]), null);
    expect(summary.verdict).toBe("incomplete");
    expect(summary.reasons[0]).toBe("damaged, part of it left out: segment 2 of 2");
  });

  test.each([
    [{ kind: "stopped", rule: "nothing good for 30s" }, "fail"],
    [{ kind: "interrupted", signal: "SIGTERM" }, "incomplete"],
    [{ kind: "engine_failed", message: "a worker hung" }, "incomplete"],
  ] as const)("ends as the worst of its segments: %o", (ended, verdict) => {
    const files = [
      segmentFile("1", segmentBytes(RUN, 0, 2)),
      segmentFile("2", segmentBytes({ ...RUN, ended }, 1, 2)),
    ];
    const { summary } = judgeRecord(merged(files), null);
    expect(summary.ended).toEqual(ended);
    expect(summary.verdict).toBe(verdict);
    expect(summary.notices).toContain(`segment 2 of 2 ended as ${ended.kind}`);
  });
});

test("a segment alone is judged as incomplete, naming the way on", () => {
  const { summary } = judgeRecord(segmentBytes(RUN, 1, 3), null);
  expect(summary.verdict).toBe("incomplete");
  expect(summary.reasons[0]).toMatch(/^this is segment 2 of 3 of its load: `slo merge`/);
});

describe("segments are refused", () => {
  test("that are the same one twice", () => {
    const twice = [...segmentsOf(RUN, 2), segmentFile("copy", segmentBytes(RUN, 1, 2))];
    expect(told(refusal(twice))).toBe("a segment is given twice\ncopy: is 2 of 2, as 2 is");
  });

  test("that cut the load into other numbers of parts", () => {
    const mixed = [segmentFile("a", segmentBytes(RUN, 0, 2)), segmentFile("b", segmentBytes(RUN, 1, 3))];
    expect(told(refusal(mixed))).toMatch(/overlap.*\nb: is 2 of 3; a is 1 of 2$/s);
  });

  test("of another plan, scenario, engine or target, each named with its file", () => {
    const other = segmentFile(
      "b",
      segmentBytes(
        {
          ...RUN,
          seed: 2,
          header: {
            scenario: { name: "recall", file: "x.ts", digest: "sha256:0" },
            engine: { name: "k6", version: "1", workers: 1 },
            env: { SCOPE: { from: "-e", value: "other" } },
          },
        },
        1,
        2,
      ),
    );
    const error = refusal([segmentFile("a", segmentBytes(RUN, 0, 2)), other]);
    expect(error.code).toBe("bad_usage");
    expect(error.issues.map(({ where, message }) => `${where} ${message.split(" is ")[0]}`)).toEqual([
      "b its plan",
      "b its scenario",
      "b its engine",
      "b its variables",
    ]);
  });

  test("that are whole runs, or joined already", () => {
    const whole = segmentFile("whole", syntheticBytes(RUN));
    expect(refusal([whole]).message).toBe("whole: is the record of a whole run, not a segment");
    const joined = segmentFile("joined", merged(segmentsOf(RUN, 2)));
    expect(refusal([joined]).message).toBe("joined: is joined already, not a segment");
  });

  test("that are damaged before their end, with file and line", () => {
    const lines = Buffer.from(segmentBytes(RUN, 1, 2))
      .toString("utf8")
      .split("\n");
    const damaged = segmentFile("b", Buffer.from(lines.with(3, '{"kind":').join("\n")));
    const error = refusal([segmentFile("a", segmentBytes(RUN, 0, 2)), damaged]);
    expect(error.code).toBe("bad_record");
    expect(error.message).toMatch(/^b: line 4 of the record is damaged/);
  });

  test("that started more than 10 % of the shortest level apart", () => {
    const [first] = segmentsOf(RUN, 3);
    if (first === undefined) throw new Error("three segments");
    const third = altered("3", 2, { started_at: "2026-01-01T00:00:03.000Z" });
    // 10 % of 30 s: 3 s is allowed, 3.001 s is not
    const notices = readRecord(merged([first, third])).header.notices;
    expect(notices[0]).toContain("within 3s of each other");
    const late = altered("3", 2, { started_at: "2026-01-01T00:00:03.001Z" });
    expect(told(refusal([first, late]))).toMatch(
      /3001ms apart, at most 3s.*\n3: started at 2026-01-01T00:00:03/s,
    );
  });

  test("that started more than 2 s apart, however short the levels", () => {
    const short = { ...RUN, seconds: 4 };
    const file = (name: string, worker: number, started_at: string): SegmentFile =>
      altered(name, worker, { started_at }, short);
    const first = file("1", 0, "2026-01-01T00:00:00.000Z");
    expect(merged([first, file("2", 1, "2026-01-01T00:00:02.000Z")]).length).toBeGreaterThan(0);
    expect(refusal([first, file("2", 1, "2026-01-01T00:00:02.001Z")]).message).toContain("2001ms apart");
  });
});

test("labels, addresses, hosts and limits of all segments are listed", () => {
  const { host, target } = syntheticRecord(RUN).header;
  const files = [
    altered("1", 0, { labels: { ci: "7", pod: "a" } }),
    altered("2", 1, {
      labels: { ci: "7", pod: "b" },
      host: { ...host, hostname: "other.example" },
      target: { ...target, addresses: ["192.0.2.9"], same_machine: true },
      in_flight_cap: { wanted: 600, granted: 100, limited_by: "open files (228)" },
    }),
    altered("3", 2, {}),
  ];
  const { header } = readRecord(merged(files));
  expect(header.labels).toEqual({ ci: "7", pod: "a, b" });
  expect(header.host.hostname).toBe("generator.example, other.example");
  expect(header.target.addresses).toEqual(["192.0.2.1", "192.0.2.9"]);
  expect(header.target.same_machine).toBe(true);
  expect(header.in_flight_cap).toEqual({ wanted: 1_800, granted: 1_300, limited_by: "open files (228)" });
});
