import { outcomesOf } from "../measure/index.ts";
import { arrivalsOf, intervalIndexAt, type LoadPlan, type PlanInterval } from "../plan/index.ts";
import type { Cell, GeneratorLine, RunRecord } from "./run-record.ts";

type Cells = RunRecord["cells"];

/**
 * How far a record without a footer may be judged: the last interval for which the record itself shows that nothing is
 * missing, or -1. An interval is whole when all before it are, every arrival that the plan has in it is in the ledger,
 * and each arrival in the ledger has ended. Its completions are then there too: whoever ends an arrival writes its
 * completion first (Recorder.flush). Of a closed workload no plan tells the arrivals; there every worker must have
 * reported on an interval two further on, since the reports come about once a second with what was counted till then.
 */
export function lastWholeInterval(
  plan: LoadPlan,
  intervals: readonly PlanInterval[],
  workers: number,
  cells: Cells,
  generator: ReadonlyMap<number, readonly GeneratorLine[]>,
): number {
  const last = plan.workload === "open" ? intervals.length - 1 : slowestWorker(workers, generator) - 2;
  const planned = plannedByInterval(plan, intervals);
  let whole = -1;
  while (whole < last && isClosed(cells.get(whole + 1), planned.get(whole + 1))) whole += 1;
  return whole;
}

/** Every planned arrival is there, and everything that is there has ended. */
function isClosed(
  cells: ReadonlyMap<string, Cell> | undefined,
  planned: ReadonlyMap<string, number> | undefined,
): boolean {
  for (const { counts } of cells?.values() ?? []) if (outcomesOf(counts) !== counts.planned) return false;
  for (const [operation, count] of planned ?? []) {
    if (cells?.get(operation)?.counts.planned !== count) return false;
  }
  return true;
}

function plannedByInterval(
  plan: LoadPlan,
  intervals: readonly PlanInterval[],
): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const planned = new Map<number, Map<string, number>>();
  for (const { operation, intendedUs } of arrivalsOf(plan)) {
    const interval = intervalIndexAt(intervals, intendedUs);
    const counts = planned.get(interval) ?? new Map<string, number>();
    planned.set(interval, counts.set(operation, (counts.get(operation) ?? 0) + 1));
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
