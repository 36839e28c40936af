import type { Decide, LevelView } from "../objective/index.ts";
import { intervalsOf, type Phase } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import { runEndOf } from "./run-end.ts";

/** The indices of a phase's intervals, in order, as far as the record is whole; those in gaps are left out, so they may jump. */
export function intervalsIn(record: RunRecord, phase: Phase): readonly number[] {
  const { lastInterval, gapIntervals } = record;
  return intervalsOf(record.header.plan)
    .filter(({ index, phase: of }) => of === phase.index && index <= lastInterval && !gapIntervals.has(index))
    .map(({ index }) => index);
}

/**
 * Those of a phase that can be judged. A run cut short ends requests of its own accord, and how those would have ended is
 * unknown: it is judged up to the first interval that has one.
 */
export function judgedIntervals(record: RunRecord, phase: Phase): readonly number[] {
  const intervals = intervalsIn(record, phase);
  if (runEndOf(record).kind !== "incomplete") return intervals;
  const cut = intervals.findIndex((index) =>
    [...(record.cells.get(index)?.values() ?? [])].some(
      ({ counts, by }) => counts.unfinished + (by.shed.stopped ?? 0) > 0,
    ),
  );
  return cut === -1 ? intervals : intervals.slice(0, cut);
}

/** What a kind of promise judges: one phase of one record. */
export function levelView(
  record: RunRecord,
  phase: Phase,
  { steady, decide }: { readonly steady: boolean; readonly decide: Decide },
): LevelView {
  return {
    record,
    plan: record.header.plan,
    phase,
    intervals: judgedIntervals(record, phase),
    steady,
    decide,
  };
}

/** The cells of these operations in one interval; those without a line are left out. */
export function cellsAt(record: RunRecord, interval: number, operations: readonly string[]): readonly Cell[] {
  const row = record.cells.get(interval);
  return operations.flatMap((operation) => row?.get(operation) ?? []);
}
