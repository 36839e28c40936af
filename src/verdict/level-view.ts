import type { Decide, LevelView } from "../objective/index.ts";
import { intervalsOf, type Phase } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";

/** The indices of a phase's intervals, in order, as far as the record is whole. */
export function intervalsIn(record: RunRecord, phase: Phase): readonly number[] {
  return intervalsOf(record.header.plan)
    .filter(({ index, phase: of }) => of === phase.index && index <= record.lastInterval)
    .map(({ index }) => index);
}

/** What a kind of promise judges: one phase of one record. */
export function levelView(
  record: RunRecord,
  phase: Phase,
  { steady, decide }: { readonly steady: boolean; readonly decide: Decide },
): LevelView {
  return { record, plan: record.header.plan, phase, intervals: intervalsIn(record, phase), steady, decide };
}

/** The cells of these operations in one interval; those without a line are left out. */
export function cellsAt(record: RunRecord, interval: number, operations: readonly string[]): readonly Cell[] {
  const row = record.cells.get(interval);
  return operations.flatMap((operation) => row?.get(operation) ?? []);
}
