import { addCounts, addTallies, type Counts, noCounts, type Series, type Tally } from "../measure/index.ts";
import { intervalsOf, type Phase, type PlanInterval } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import type { Distribution } from "../statistics/index.ts";

/** One operation over some intervals, all its cells added. */
export interface Gathered {
  readonly counts: Counts;
  readonly bad: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, number>>;
  readonly shed: Readonly<Record<string, number>>;
  series(name: Series): Tally;
}

/**
 * The plan's intervals as far as the record speaks of them: all of a run that ended by itself (after a stop rule the rest is
 * there as shed), else up to the last whole one that has any line. Those in gaps are left out.
 */
export function recordedIntervals(record: RunRecord): readonly PlanInterval[] {
  const all = intervalsOf(record.header.plan).filter(({ index }) => !record.gapIntervals.has(index));
  const ended = record.footer?.ended.kind;
  if (!record.truncated && (ended === "complete" || ended === "stopped")) return all;
  const seen = Math.min(record.lastInterval, Math.max(-1, ...record.cells.keys()));
  return all.filter(({ index }) => index <= seen);
}

export function inPhase(intervals: readonly PlanInterval[], phase: Phase): readonly PlanInterval[] {
  return intervals.filter((interval) => interval.phase === phase.index);
}

/** Adds the cells of these operations in these intervals. Histograms are added when a series is asked for. */
export function gather(
  record: RunRecord,
  intervals: readonly PlanInterval[],
  operations: readonly string[],
): Gathered {
  const cells: Cell[] = [];
  for (const { index } of intervals) {
    const row = record.cells.get(index);
    for (const operation of operations) {
      const cell = row?.get(operation);
      if (cell !== undefined) cells.push(cell);
    }
  }
  return {
    counts: cells.reduce((sum, cell) => addCounts(sum, cell.counts), noCounts),
    bad: addReasons(cells.map((cell) => cell.by.bad)),
    failed: addReasons(cells.map((cell) => cell.by.failed)),
    shed: addReasons(cells.map((cell) => cell.by.shed)),
    series: (name) => addTallies(cells.map((cell) => cell.series[name])),
  };
}

function addReasons(list: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const reasons of list) {
    for (const [reason, n] of Object.entries(reasons)) sums.set(reason, (sums.get(reason) ?? 0) + n);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A distribution for display: good responses at their time; timeout, shed and unfinished beyond every finite value. Bad and
 * failed are not in it: a promise counts them where they were slower than its limit, and without a limit there is no such
 * line to draw.
 */
export function timesOf({ counts, series }: Gathered, basis: Basis): Distribution {
  const { valuesUs, counts: seen } = series(`${basis}_time`);
  return { values: valuesUs, counts: seen, beyond: counts.timeout + counts.shed + counts.unfinished };
}

export type Basis = "response" | "service";
