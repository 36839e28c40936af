import { addTallies } from "../measure/index.ts";
import type { Phase } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { type Seconds, US_PER_S, type Us } from "../shared/index.ts";
import { type Distribution, quantile } from "../statistics/index.ts";
import { timeText } from "./figures.ts";
import { cellsAt, intervalsIn } from "./level-view.ts";
import type { LevelSteadiness } from "./verdict.ts";

/** Completions may fall so far below arrivals before a backlog is suspected. */
const SHORTFALL = 0.01;
/** ... and the median of the last third must be so many times the first's. */
const GROWTH = 2;
/** The share of the rise that such a shortfall must cause which is asked for. */
const RISE_SHARE = 0.5;

/** One interval of a level. */
export interface IntervalFlow {
  /** Arrivals whose intended start lies in it. */
  readonly planned: number;
  /** Answers, good or not, that came in it. */
  readonly completed: number;
  /** Response times (closed workloads: service times) in us, by intended start. */
  readonly timesUs: Distribution;
}

/** Why a level is not steady, with its figures; null when it is, or when it is too short to have thirds. */
export function backlogIn(flow: readonly IntervalFlow[], levelSeconds: Seconds): string | null {
  const third = Math.floor(flow.length / 3);
  if (third === 0) return null;
  const later = flow.slice(third);
  const arrived = sum(later.map(({ planned }) => planned));
  const completed = sum(later.map((one) => one.completed));
  const firstUs = medianUs(flow.slice(0, third));
  const lastUs = medianUs(flow.slice(-third));
  const backsUp = completed < arrived * (1 - SHORTFALL);
  const rises = lastUs > GROWTH * firstUs && lastUs - firstUs >= leastRiseUs(levelSeconds);
  if (!backsUp || !rises) return null;
  return (
    `over its last two thirds ${completed} of ${arrived} arrivals were completed, and the median rose from ` +
    `${timeText(firstUs)} in the first third to ${timeText(lastUs)} in the last: a backlog grows`
  );
}

/**
 * The rise below which slower times are noise. A queue that leaves the share s of its arrivals unserved lengthens every
 * wait by s per unit of time; the middles of the outer thirds lie 2T/3 apart, so the least shortfall, 1 %, raises the
 * median by T/150 (200 ms in 30 s). Half of it is asked for, for a shortfall that begins late. Without this a target
 * that leaves 2 % unanswered (never completed) and whose median doubles from 0.3 to 0.7 ms would count as backing up;
 * so would a few slow requests still in flight at the end of a level.
 */
function leastRiseUs(levelSeconds: Seconds): Us {
  return RISE_SHARE * SHORTFALL * ((2 / 3) * levelSeconds) * US_PER_S;
}

/** A steady level: no backlog grows over its operations together, nor in any one of them (a small one would drown among the others). */
export function steadinessOf(record: RunRecord, phase: Phase): LevelSteadiness {
  const operations = record.header.plan.operations.map(({ name }) => name);
  const intervals = intervalsIn(record, phase);
  const seconds = (phase.endUs - phase.startUs) / US_PER_S;
  const groups = operations.length > 1 ? [operations, ...operations.map((name) => [name])] : [operations];
  for (const group of groups) {
    const backlog = backlogIn(flowOf(record, intervals, group), seconds);
    const who = group.length > 1 ? "" : `${group[0]}: `;
    if (backlog !== null) {
      return { phase: phase.index, x: phase.x, steady: false, detail: `${who}${backlog}` };
    }
  }
  return { phase: phase.index, x: phase.x, steady: true, detail: "" };
}

function flowOf(
  record: RunRecord,
  intervals: readonly number[],
  operations: readonly string[],
): readonly IntervalFlow[] {
  const series = record.header.plan.workload === "open" ? "response_time" : "service_time";
  return intervals.map((interval) => {
    const cells = cellsAt(record, interval, operations);
    const { valuesUs, counts } = addTallies(cells.map((cell) => cell.series[series]));
    return {
      planned: sum(cells.map((cell) => cell.counts.planned)),
      completed: sum(cells.map((cell) => cell.counts.completed)),
      timesUs: {
        values: valuesUs,
        counts,
        beyond: sum(cells.map(({ counts: c }) => c.timeout + c.shed + c.unfinished)),
      },
    };
  });
}

/** Over several intervals, those beyond every finite value standing at Infinity; NaN without any. */
function medianUs(flow: readonly IntervalFlow[]): Us {
  const { valuesUs, counts } = addTallies(
    flow.map(({ timesUs }) => ({
      valuesUs: timesUs.values,
      counts: timesUs.counts,
      total: sum(timesUs.counts),
    })),
  );
  return quantile({ values: valuesUs, counts, beyond: sum(flow.map(({ timesUs }) => timesUs.beyond)) }, 0.5);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
