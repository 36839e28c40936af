import { describe, expect, test } from "vitest";
import {
  encodeLine,
  type GapLine,
  type RecordLine,
  readRecord,
  wholeUpTo,
} from "../../../src/record/index.ts";
import { SloError } from "../../../src/shared/index.ts";
import { syntheticHeader, syntheticLines, syntheticPlan } from "../../support/synthetic-record.ts";

/** 1 s of warm-up and 9 s of steady load at 10/s, uniform: 10 intervals of 10 arrivals. */
const PLAN = syntheticPlan({ rate: 10, seconds: 9 });
const HEADER = syntheticHeader({ plan: PLAN });
const FOOTER = { kind: "footer", at_us: 4e6, ended: { kind: "complete" } } as const;
const INTERRUPTED = { kind: "footer", at_us: 4e6, ended: { kind: "interrupted", signal: "SIGINT" } } as const;

function gap(over: Partial<GapLine> = {}): GapLine {
  const left_out = { recall: { planned: 30, open: 0, ended: 5, good: 5 } };
  return {
    kind: "gap",
    from_us: 4e6,
    to_us: 7e6,
    restarted_at: "2026-01-01T00:00:00.000Z",
    left_out,
    ...over,
  };
}

function read(...lines: readonly RecordLine[]) {
  return readRecord(Buffer.from([HEADER, ...lines].map(encodeLine).join("")));
}

function refusal(...lines: readonly RecordLine[]): string {
  try {
    read(...lines, FOOTER);
  } catch (error) {
    if (error instanceof SloError && error.code === "bad_record") return error.message;
    throw error;
  }
  return "none";
}

const before = syntheticLines({ plan: PLAN, killedAtUs: 4.5e6, ended: null });
const after = syntheticLines({ plan: PLAN, fromUs: 7e6 });

test("what was recorded of a gap's intervals does not count, and all else does", () => {
  const record = read(...before, gap(), ...after);
  expect([...record.cells.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 7, 8, 9]);
  expect([...record.generator.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 7, 8, 9]);
  expect([...record.gapIntervals]).toEqual([4, 5, 6]);
  expect(record.gaps).toEqual([gap()]);
  expect(record.footer).toMatchObject({ ended: { kind: "complete" } });
  expect(record.lastInterval).toBe(9);
});

test("an interrupted run and one whose engine failed may have gone on behind a gap", () => {
  const failed = { kind: "footer", at_us: 1, ended: { kind: "engine_failed", message: "gone" } } as const;
  expect(read(...before, INTERRUPTED, gap(), ...after).footer).toMatchObject({ ended: { kind: "complete" } });
  expect(read(...before, failed, gap()).footer).toBe(null);
});

test("a resumed record without a footer is whole up to where its second part is", () => {
  const rest = syntheticLines({ plan: PLAN, fromUs: 7e6, killedAtUs: 8.5e6, ended: null });
  // Intervals 4 to 6 lie in the gap, 7 is whole, 8 lacks half of its arrivals.
  expect(read(...before, gap(), ...rest).lastInterval).toBe(7);
});

test("two gaps may meet: a resumed run may be killed before its first interval is over", () => {
  const record = read(
    ...before,
    gap(),
    gap({ from_us: 7e6, to_us: 9e6 }),
    ...syntheticLines({ plan: PLAN, fromUs: 9e6 }),
  );
  expect([...record.gapIntervals]).toEqual([4, 5, 6, 7, 8]);
});

describe("a gap is refused", () => {
  test.each([
    ["that begins within an interval", gap({ from_us: 4.5e6 }), "begins and ends with an interval"],
    ["that ends within an interval", gap({ to_us: 7.5e6 }), "begins and ends with an interval"],
    ["that ends where the plan has no interval", gap({ to_us: 10e6 }), "begins and ends with an interval"],
    ["that ends before it begins", gap({ from_us: 7e6, to_us: 4e6 }), "a gap ends before it begins"],
  ])("%s", (_name, line, message) => {
    expect(refusal(...before, line)).toContain(message);
  });

  test("that begins within an earlier one", () => {
    expect(refusal(...before, gap(), gap({ from_us: 5e6, to_us: 8e6 }))).toContain(
      "before the end of the one above it",
    );
  });

  test("behind the end of a run that was complete, or that a stop rule ended", () => {
    expect(refusal(...before, FOOTER, gap())).toContain("it stands behind the footer");
    const stopped = { kind: "footer", at_us: 1, ended: { kind: "stopped", rule: "a rule" } } as const;
    expect(refusal(...before, stopped, gap())).toContain("it stands behind the footer");
  });

  test("when a line behind it speaks of an interval before its end", () => {
    const late = { kind: "interval", interval: 6, operation: "recall", counts: { planned: 1 } } as const;
    expect(refusal(...before, gap(), late)).toContain("interval 6 lies before the end of the gap");
  });
});

describe("a run to be resumed is whole up to", () => {
  test("the last interval of which every arrival is there and has ended", () => {
    expect(wholeUpTo(read(...before))).toBe(3);
    // An interrupt's footer does not make more of it whole.
    expect(wholeUpTo(read(...before, INTERRUPTED))).toBe(3);
  });

  test("the interval before the first in which the interrupt ended requests of its own accord", () => {
    const lines = syntheticLines({
      plan: PLAN,
      killedAtUs: 6e6,
      ended: null,
      answer: ({ intendedUs }) => (intendedUs === 2.5e6 ? { good: 1_000_000 } : 1_000),
    });
    const cut = { kind: "interval", interval: 3, operation: "recall", counts: { good: -1, unfinished: 1 } };
    expect(wholeUpTo(read(...lines))).toBe(5);
    const unfinished = lines.map((line) =>
      line.kind === "interval" && line.interval === 3
        ? {
            ...line,
            counts: { ...line.counts, good: (line.counts.good ?? 0) + cut.counts.good, unfinished: 1 },
          }
        : line,
    );
    expect(wholeUpTo(read(...unfinished))).toBe(2);
  });

  test("the interval before the first on which a worker has not reported", () => {
    const unreported = before.filter((line) => line.kind !== "generator" || line.interval !== 2);
    expect(wholeUpTo(read(...unreported))).toBe(1);
  });

  test("the interval before the first whose times are still held back", () => {
    const counted = before.map((line) => {
      if (line.kind !== "interval" || line.interval !== 2) return line;
      const { series: _, ...rest } = line;
      return rest;
    });
    expect(wholeUpTo(read(...counted))).toBe(1);
  });
});
