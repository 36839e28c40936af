import type { Phase } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { intervalsIn } from "./level-view.ts";
import { ofPhase, type PlacedCheck } from "./placed-check.ts";
import { runEndOf } from "./run-end.ts";

/**
 * Every worker has reported on itself in every interval of a phase: what nobody wrote down cannot show that the generator
 * was sound. Not available of a run cut short.
 */
export function generatorReportedCheck(record: RunRecord, phase: Phase): PlacedCheck {
  const whole = runEndOf(record).kind !== "incomplete";
  const { workers } = record.header.engine;
  const intervals = intervalsIn(record, phase);
  const missing = intervals.reduce((sum, interval) => {
    const reported = new Set((record.generator.get(interval) ?? []).map(({ worker }) => worker));
    const there = Array.from({ length: workers }, (_, worker) => reported.has(worker)).filter(Boolean);
    return sum + workers - there.length;
  }, 0);
  const holds = whole ? missing === 0 : null;
  return ofPhase(phase, {
    check: "generator_reported",
    role: "unsound",
    holds,
    limit: 0,
    observed: whole ? missing : null,
    unit: "count",
    detail:
      holds === false
        ? `of ${intervals.length * workers} reports (${intervals.length} intervals, ${workers} worker${workers === 1 ? "" : "s"}) so many are missing`
        : "",
  });
}
