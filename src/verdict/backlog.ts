import { addTallies, type Tally } from "../measure/index.ts";
import type { Workload } from "../plan/index.ts";
import { type Seconds, US_PER_S, type Us } from "../shared/index.ts";
import { quantile } from "../statistics/index.ts";
import { timeText } from "./figures.ts";

/** Completions may fall so far below arrivals before a backlog is suspected. */
const SHORTFALL = 0.01;
/** ... and the median of the last third must be so many times the first's. */
const GROWTH = 2;
/** The share of the rise that such a shortfall must cause which is asked for. */
const RISE_SHARE = 0.5;
/** Fewer arrivals in an outer third have no median to speak of: two that hang are two errors. */
const FEWEST_ARRIVALS = 10;

/** One interval of a level. */
export interface IntervalFlow {
  readonly widthUs: Us;
  /** Arrivals whose intended start lies in it. */
  readonly planned: number;
  /** Answers, good or not, that came in it. */
  readonly completed: number;
  /** Response times (closed workloads: service times), by intended start, of each operation. */
  readonly times: readonly Tally[];
  /** Arrivals beyond every finite time: timeout, shed, unfinished. */
  readonly beyond: number;
}

/** Why completions fall behind while times grow, with figures; null when they do not, or when there is too little to tell. */
export function backlogIn(
  flow: readonly IntervalFlow[],
  levelSeconds: Seconds,
  workload: Workload = "open",
): string | null {
  const third = Math.floor(flow.length / 3);
  if (third === 0) return null;
  const [first, later, last] = [flow.slice(0, third), flow.slice(third), flow.slice(-third)];
  if (Math.min(plannedOf(first), plannedOf(last)) < FEWEST_ARRIVALS) return null;
  const arrived = plannedOf(later);
  const completed = completedOf(later);
  const firstUs = medianUs(first);
  const lastUs = medianUs(last);
  const backsUp = completed < arrived * (1 - SHORTFALL);
  const rises = lastUs > GROWTH * firstUs && lastUs - firstUs >= leastRiseUs(levelSeconds);
  if (!backsUp || !rises) return null;
  return (
    `over its last two thirds ${completed} of ${arrived} arrivals were completed, and the median rose from ` +
    `${timeText(firstUs)} in the first third to ${timeText(lastUs)} in the last: ${meaning(lastUs, last, workload)}`
  );
}

/** A queue still serves; what completes nothing hangs; and users who wait for their replies pile up no backlog. */
function meaning(lastUs: Us, last: readonly IntervalFlow[], workload: Workload): string {
  if (completedOf(last) === 0) return "nothing is answered any more";
  if (!Number.isFinite(lastUs)) return "most are no longer answered in time";
  return workload === "open" ? "a backlog grows" : "answers become slower";
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

function plannedOf(flow: readonly IntervalFlow[]): number {
  return sum(flow.map(({ planned }) => planned));
}

function completedOf(flow: readonly IntervalFlow[]): number {
  return sum(flow.map(({ completed }) => completed));
}

/** Over several intervals, those beyond every finite value standing at Infinity; NaN without any. */
export function medianUs(flow: readonly IntervalFlow[]): Us {
  const { valuesUs, counts } = addTallies(flow.flatMap(({ times }) => times));
  return quantile({ values: valuesUs, counts, beyond: sum(flow.map(({ beyond }) => beyond)) }, 0.5);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
