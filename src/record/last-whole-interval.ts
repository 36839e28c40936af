import { type Counts, outcomesOf } from "../measure/index.ts";
import {
  arrivalsOf,
  type Counted,
  countBetween,
  intervalIndexAt,
  intervalsOf,
  type LoadPlan,
  type PlanInterval,
  type Shard,
} from "../plan/index.ts";
import type { Cell, GeneratorLine, RunRecord } from "./run-record.ts";

type Found = Pick<RunRecord, "header" | "cells" | "generator" | "gapIntervals">;

/**
 * How far a record without a footer may be judged: the last interval for which the record itself shows that nothing is
 * missing, or -1. An interval is whole when all before it are (those in a gap are: nothing is expected of them), every
 * arrival that the plan (of a segment: its share) has in it is in the ledger, each arrival in the ledger has ended, and those that were answered
 * have left their times. Its completions are then there too: whoever ends an arrival writes its completion first
 * (Recorder.flush). Of a closed workload no plan tells the arrivals; there every worker must have reported on an interval
 * two further on, since the reports come at an interval's end with what was counted till then.
 */
export function lastWholeInterval(found: Found, intervals: readonly PlanInterval[]): number {
  const { header, cells, generator, gapIntervals } = found;
  const { plan, engine } = header;
  const last = plan.workload === "open" ? intervals.length - 1 : slowestWorker(engine.workers, generator) - 2;
  const planned = plannedByInterval(plan, intervals, header.segment ?? null);
  const isWhole = (index: number): boolean =>
    gapIntervals.has(index) || isClosed(cells.get(index), planned[index]);
  let whole = -1;
  while (whole < last && isWhole(whole + 1)) whole += 1;
  return whole;
}

/**
 * The same for a run to be resumed, whatever its footer says. Nothing is missing later of an interval that counts as whole
 * here: every worker has reported on it, and no request in it was ended by a run that was cut short, since how those would
 * have ended is unknown.
 */
export function wholeUpTo(found: Found): number {
  const { header, cells, generator, gapIntervals } = found;
  const last = lastWholeInterval(found, intervalsOf(header.plan));
  const isUsable = (index: number): boolean => {
    if (gapIntervals.has(index)) return true;
    const reported = new Set((generator.get(index) ?? []).map(({ worker }) => worker));
    if (reported.size < header.engine.workers) return false;
    return [...(cells.get(index)?.values() ?? [])].every(
      ({ counts, by }) => counts.unfinished + (by.shed.stopped ?? 0) === 0,
    );
  };
  let whole = -1;
  while (whole < last && isUsable(whole + 1)) whole += 1;
  return whole;
}

/** Every planned arrival is there, and everything that is there has ended and left its times. */
function isClosed(cells: ReadonlyMap<string, Cell> | undefined, planned: Counted | undefined): boolean {
  for (const cell of cells?.values() ?? []) {
    if (outcomesOf(cell.counts) !== cell.counts.planned || !hasTimes(cell)) return false;
  }
  for (const [operation, count] of planned ?? []) {
    if (cells?.get(operation)?.counts.planned !== count) return false;
  }
  return true;
}

/** In wide intervals the counts are written before the times. A time over 1 h is in no histogram; such a run is invalid. */
function hasTimes({ counts, series }: Cell): boolean {
  return series.service_time.total + series.service_time_not_good.total === answered(counts);
}

function answered({ good, bad, failed }: Counts): number {
  return good + bad + failed;
}

/** Asked again and again while a run is watched. */
const known = new WeakMap<LoadPlan, readonly Counted[]>();

function plannedByInterval(
  plan: LoadPlan,
  intervals: readonly PlanInterval[],
  segment: Shard | null,
): readonly Counted[] {
  const there = known.get(plan);
  if (there !== undefined) return there;
  const made = segment === null ? countAll(plan, intervals) : countShare(plan, intervals, segment);
  known.set(plan, made);
  return made;
}

function countAll(plan: LoadPlan, intervals: readonly PlanInterval[]): readonly Counted[] {
  return countBetween(plan, [...intervals.map(({ startUs }) => startUs), intervals.at(-1)?.endUs ?? 0]);
}

function countShare(plan: LoadPlan, intervals: readonly PlanInterval[], segment: Shard): readonly Counted[] {
  const planned = intervals.map(() => new Map<string, number>());
  for (const { operation, intendedUs } of arrivalsOf(plan, segment)) {
    const counts = planned[intervalIndexAt(intervals, intendedUs)];
    counts?.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return planned;
}

/** The latest interval on which every worker has reported; -1 while one has not. */
function slowestWorker(workers: number, generator: ReadonlyMap<number, readonly GeneratorLine[]>): number {
  const reached = new Map<number, number>();
  for (const [interval, lines] of generator) {
    for (const { worker } of lines) reached.set(worker, Math.max(reached.get(worker) ?? -1, interval));
  }
  return reached.size < workers ? -1 : Math.min(...reached.values());
}
