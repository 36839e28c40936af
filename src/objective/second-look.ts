import type { Tally } from "../measure/index.ts";
import { addTallies } from "../measure/index.ts";
import type { PlanInterval } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import type { Us } from "../shared/index.ts";
import type { Stretch } from "./kind.ts";

/** Pauses under this, or under this share of what is judged, are a runtime's daily business: they are not subtracted. */
const PAUSE_FLOOR_US: Us = 10_000;
const PAUSE_SHARE = 0.1;
/** What a rate may be raised by at most for our pauses: a tenth of an interval always counts as running time. */
const RUNNING_SHARE = 0.1;

/** What a second look takes away from: the time limits judged, null where none is one of times. */
export interface Judgeable {
  readonly shortestUs: Us | null;
  readonly longestUs: Us | null;
}

/**
 * What a stretch would show at best had the generator not stood still: a promise broken here too is broken by the target.
 * While a thread is paused it neither sends, nor reads what has come, nor stamps it, so
 * - each service time loses the longest pause that can have touched it: of any worker, in the intervals from its own to
 *   the one in which it reached the limit;
 * - what never ended (timeout, unfinished, shed at our cap) is taken for an answer as long as its timeout without our
 *   pause and our start lag where these are large beside the limit, and for a good one where they are large beside the
 *   timeout;
 * - a rate is taken over the time that the generator ran.
 * Null where our pauses and lag are too small to explain anything.
 */
export function secondLook(
  stretch: Stretch,
  record: RunRecord,
  intervals: readonly PlanInterval[],
  { shortestUs, longestUs }: Judgeable,
): Stretch | null {
  const { timeoutUs } = stretch;
  const longest = longestPauses(record, intervals, stretch);
  let changed = false;
  const slices = stretch.slices.map((slice) => {
    const { cell, startUs, endUs } = slice;
    if (cell === null) return slice;
    const lagUs = cell.series.start_lag.valuesUs.at(-1) ?? 0;
    const pausedUs = longest(startUs, endUs + (longestUs ?? 0));
    const shiftUs = shortestUs !== null && isLarge(pausedUs, shortestUs) ? pausedUs : 0;
    const lateUs = shortestUs !== null && isLarge(lagUs, shortestUs) ? lagUs : 0;
    const ownUs = Math.max(longest(startUs, endUs + timeoutUs), lagUs);
    const excused = isLarge(ownUs, timeoutUs) || shiftUs + lateUs > 0;
    const aloneUs = longest(startUs, endUs - 1);
    const stoodUs = aloneUs > Math.max(PAUSE_FLOOR_US, (endUs - startUs) / 100) ? aloneUs : 0;
    if (shiftUs === 0 && !excused && stoodUs === 0) return slice;
    changed = true;
    const ranShare = Math.max(1 - stoodUs / (endUs - startUs), RUNNING_SHARE);
    const leastUs = Math.max(0, timeoutUs - shiftUs - lateUs);
    const excuse = excused ? { asUs: leastUs, good: isLarge(ownUs, timeoutUs) } : null;
    return { ...slice, cell: without(cell, shiftUs, excuse, ranShare) };
  });
  return changed ? { ...stretch, slices } : null;
}

/** Whether a pause of our own matters beside a time judged. */
function isLarge(pauseUs: Us, judgedUs: Us): boolean {
  return pauseUs > Math.max(PAUSE_FLOOR_US, PAUSE_SHARE * judgedUs);
}

/** The longest pause of any worker in the intervals that [fromUs, toUs] meets. */
function longestPauses(
  { generator }: RunRecord,
  intervals: readonly PlanInterval[],
  { slices }: Stretch,
): (fromUs: Us, toUs: Us) => Us {
  const firstUs = slices[0]?.startUs ?? 0;
  const near = intervals
    .filter(({ endUs }) => endUs > firstUs)
    .map(({ index, startUs, endUs }) => {
      const pauses = (generator.get(index) ?? []).map(({ longest_pause_us }) => longest_pause_us ?? 0);
      return { startUs, endUs, pauseUs: Math.max(0, ...pauses) };
    });
  // Asked in the order of time, so what lies before is passed once.
  let first = 0;
  return (fromUs, toUs) => {
    while ((near[first]?.endUs ?? Number.POSITIVE_INFINITY) <= fromUs) first += 1;
    let longestUs = 0;
    for (let at = first; (near[at]?.startUs ?? Number.POSITIVE_INFINITY) <= toUs; at++) {
      longestUs = Math.max(longestUs, near[at]?.pauseUs ?? 0);
    }
    return longestUs;
  };
}

function without(
  { counts, by, series }: Cell,
  shiftUs: Us,
  excuse: { readonly asUs: Us; readonly good: boolean } | null,
  ranShare: number,
): Cell {
  const capped = by.shed.in_flight_cap ?? 0;
  const lost = excuse === null ? 0 : counts.timeout + counts.unfinished + capped;
  const good = excuse?.good === true ? lost : 0;
  const excused: Tally = { valuesUs: [excuse?.asUs ?? 0], counts: [lost], total: lost };
  return {
    by,
    counts: {
      ...counts,
      ...(lost === 0 ? {} : { timeout: 0, unfinished: 0, shed: counts.shed - capped }),
      good: counts.good + good,
      released: counts.released + (good > 0 ? capped : 0),
      good_done: (counts.good_done + good) / ranShare,
    },
    series: {
      ...series,
      service_time: addTallies([earlier(series.service_time, shiftUs), excused]),
      service_time_not_good: earlier(series.service_time_not_good, shiftUs),
    },
  };
}

/** Every time shortened, none below 0. */
function earlier({ valuesUs, counts, total }: Tally, byUs: Us): Tally {
  if (byUs === 0) return { valuesUs, counts, total };
  const kept = valuesUs.findIndex((us) => us > byUs);
  const from = kept === -1 ? valuesUs.length : kept;
  const atZero = counts.slice(0, from).reduce((sum, count) => sum + count, 0);
  return {
    valuesUs: [...(atZero > 0 ? [0] : []), ...valuesUs.slice(from).map((us) => us - byUs)],
    counts: [...(atZero > 0 ? [atZero] : []), ...counts.slice(from)],
    total,
  };
}
