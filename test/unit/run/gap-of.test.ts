import { describe, expect, test } from "vitest";
import { encodeLine, type RecordLine, readRecord } from "../../../src/record/index.ts";
import { gapOf, planNowUs } from "../../../src/run/gap-of.ts";
import { syntheticHeader, syntheticLines, syntheticPlan } from "../../support/synthetic-record.ts";

/** 1 s of warm-up and 9 s of steady load at 10/s, uniform, a probe at 2/s: 10 intervals. */
const PLAN = syntheticPlan({ rate: 10, seconds: 9, probes: { health: 2 } });
const HEADER = syntheticHeader({ plan: PLAN });

function read(lines: readonly RecordLine[]) {
  return readRecord(Buffer.from([HEADER, ...lines].map(encodeLine).join("")));
}

describe("the plan's time", () => {
  const origin = (at_us: number, wall_at: string) => ({ kind: "origin", at_us, wall_at }) as const;

  test("goes on with the wall clock since its origin", () => {
    const record = read([origin(0, "2026-01-01T00:00:00.000Z")]);
    expect(planNowUs(record, Date.parse("2026-01-01T00:00:04.250Z"))).toBe(4_250_000);
  });

  test("counts from the last resume, whose origin lies further on", () => {
    const record = read([origin(0, "2026-01-01T00:00:00.000Z"), origin(6e6, "2026-01-01T00:00:07.000Z")]);
    // 2 s after the resume at 6 s of the plan.
    expect(planNowUs(record, Date.parse("2026-01-01T00:00:09.000Z"))).toBe(8_000_000);
  });

  test("is unknown of a run whose load never began", () => {
    expect(planNowUs(read([]), 0)).toBe(null);
  });
});

describe("the gap", () => {
  // Killed at 4.5 s: arrivals 0 to 44 of recall were due (every 100 ms), the last of them open. Answers take 150 ms.
  const killed = () =>
    read(syntheticLines({ plan: PLAN, killedAtUs: 4.5e6, ended: null, answer: () => 150_000 }));

  test("runs from the first interval that is not whole to the first that begins from now on", () => {
    expect(gapOf(killed(), 6.2e6, "now")).toMatchObject({ from_us: 4e6, to_us: 7e6, restarted_at: "now" });
    expect(gapOf(killed(), 7e6, "now")).toMatchObject({ from_us: 4e6, to_us: 7e6 });
  });

  test("counts what leaves the plan with it, and what of that had ended or was open", () => {
    const gap = gapOf(killed(), 6.2e6, "now");
    // recall from 4 s to 7 s: 30. Recorded of them: 4.0 to 4.4 s, 5 arrivals; 4.0, 4.1, 4.2 and 4.3 s had ended by 4.5 s.
    expect(gap?.left_out.recall).toEqual({ planned: 30, open: 1, ended: 4, good: 4 });
    // health at 2/s: 6 from 4 s to 7 s; of them 4.0 s was recorded, and ended.
    expect(gap?.left_out.health).toEqual({ planned: 6, open: 0, ended: 1, good: 1 });
  });

  test("is at least one interval, even when the clock was set back", () => {
    expect(gapOf(killed(), 1e6, "now")).toMatchObject({ from_us: 4e6, to_us: 5e6 });
  });

  test("is none when the plan has no interval left to go on with", () => {
    expect(gapOf(killed(), 9.01e6, "now")).toBe(null);
    expect(gapOf(read(syntheticLines({ plan: PLAN, ended: null })), 2e6, "now")).toBe(null);
  });

  test("of a closed workload counts what was recorded: no plan tells how many there would have been", () => {
    const plan = syntheticPlan({ workload: "closed", users: 2, seconds: 9 });
    const lines = syntheticLines({ plan, killedAtUs: 4.5e6, ended: null, answer: () => 100_000 });
    const record = readRecord(Buffer.from([syntheticHeader({ plan }), ...lines].map(encodeLine).join("")));
    // Generator lines up to interval 4, less two: intervals 0 to 2 are whole. From 3 s to 4.5 s two users ask ten times a second.
    const gap = gapOf(record, 5.5e6, "now");
    expect(gap).toMatchObject({ from_us: 3e6, to_us: 6e6 });
    const { planned, open, ended } = gap?.left_out.recall ?? { planned: 0, open: 0, ended: 0 };
    expect([planned, open + ended]).toEqual([30, 30]);
  });
});
