import { addCounts, addTallies, type Counts, noCounts, type Series } from "../measure/index.ts";
import { intervalsOf, type Phase } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import type { Distribution } from "../statistics/index.ts";

export type Basis = "response" | "service";

/** One operation in one level of one run, an interval a cell; null where nothing was recorded. */
export type Slices = readonly (Cell | null)[];

export function slicesOf(record: RunRecord, phase: Phase, operation: string): Slices {
  return intervalsOf(record.header.plan)
    .filter((interval) => interval.phase === phase.index)
    .map(({ index }) => record.cells.get(index)?.get(operation) ?? null);
}

/**
 * The times of one interval on the basis that all engines share: good responses at theirs; timeout, shed and unfinished
 * beyond every finite value; bad and failed ones not at all (the error rate speaks of them).
 */
export function timesIn(cell: Cell | null, basis: Basis): Distribution {
  if (cell === null) return { values: [], counts: [], beyond: 0 };
  const { valuesUs, counts } = cell.series[`${basis}_time` satisfies Series];
  const { timeout, shed, unfinished } = cell.counts;
  return { values: valuesUs, counts, beyond: timeout + shed + unfinished };
}

/** All of these together. */
export function pooled(parts: readonly Distribution[]): Distribution {
  const { valuesUs, counts } = addTallies(
    parts.map(({ values, counts: seen }) => ({
      valuesUs: values,
      counts: seen,
      total: seen.reduce((sum, n) => sum + n, 0),
    })),
  );
  return { values: valuesUs, counts, beyond: parts.reduce((sum, { beyond }) => sum + beyond, 0) };
}

export function countsOf(slices: Slices): Counts {
  return slices.reduce((sum, cell) => (cell === null ? sum : addCounts(sum, cell.counts)), noCounts);
}

/** Whether good responses have left times of this kind. */
export function hasTimes(slices: Slices, basis: Basis): boolean {
  return slices.some((cell) => (cell?.series[`${basis}_time`].total ?? 0) > 0);
}
