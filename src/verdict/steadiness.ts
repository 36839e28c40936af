import { intervalsOf, type Phase } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { US_PER_S } from "../shared/index.ts";
import { backlogIn, type IntervalFlow } from "./backlog.ts";
import { cellsAt, judgedIntervals } from "./level-view.ts";
import { runEndOf } from "./run-end.ts";
import { NOT_REACHED } from "./sentences.ts";
import { stallIn } from "./stall.ts";
import type { LevelSteadiness } from "./verdict.ts";

/**
 * A steady level: it was reached, something was good, no backlog grows over its operations together, nor in any one of
 * them (a small one would drown among the others), and a closed one did not stand still.
 */
export function steadinessOf(record: RunRecord, phase: Phase): LevelSteadiness {
  const detail = unsteadiness(record, phase);
  return { phase: phase.index, x: phase.x, steady: detail === null, detail: detail ?? "" };
}

function unsteadiness(record: RunRecord, phase: Phase): string | null {
  const { plan } = record.header;
  const operations = plan.operations.map(({ name }) => name);
  const intervals = judgedIntervals(record, phase);
  const cells = intervals.flatMap((interval) => cellsAt(record, interval, operations));
  // A run that ended before its plan: what it left out was not planned any more, or shed with the rest.
  const reached = cells.some(({ counts, by }) => counts.planned > (by.shed.stopped ?? 0));
  if (!reached && runEndOf(record).kind !== "complete") return NOT_REACHED;
  if (cells.some(({ counts }) => counts.planned > 0) && cells.every(({ counts }) => counts.good === 0)) {
    return "nothing was good";
  }
  if (plan.workload === "closed") {
    const longestUs = Math.max(...plan.operations.map(({ timeoutUs }) => timeoutUs));
    const stall = stallIn(flowOf(record, intervals, operations), longestUs);
    if (stall !== null) return stall;
  }
  const seconds = (phase.endUs - phase.startUs) / US_PER_S;
  const groups = operations.length > 1 ? [operations, ...operations.map((name) => [name])] : [operations];
  for (const group of groups) {
    const backlog = backlogIn(flowOf(record, intervals, group), seconds, plan.workload);
    if (backlog !== null) return `${group.length > 1 ? "" : `${group[0]}: `}${backlog}`;
  }
  return null;
}

function flowOf(
  record: RunRecord,
  indices: readonly number[],
  operations: readonly string[],
): readonly IntervalFlow[] {
  const { plan } = record.header;
  const series = plan.workload === "open" ? "response_time" : "service_time";
  const intervals = intervalsOf(plan);
  return indices.map((index) => {
    const interval = intervals[index];
    const cells = cellsAt(record, index, operations);
    return {
      widthUs: interval === undefined ? 0 : interval.endUs - interval.startUs,
      planned: sum(cells.map((cell) => cell.counts.planned)),
      completed: sum(cells.map((cell) => cell.counts.completed)),
      times: cells.map((cell) => cell.series[series]),
      beyond: sum(cells.map(({ counts: c }) => c.timeout + c.shed + c.unfinished)),
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
