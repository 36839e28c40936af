import { US_PER_S, type Us } from "../shared/index.ts";
import type { LoadPlan, PlanInterval } from "./load-plan.ts";

const WIDTH_US: Us = US_PER_S;
const MINUTE_US: Us = 60 * US_PER_S;
const HOUR_US: Us = 60 * MINUTE_US;

/**
 * Longer phases are cut more coarsely, so that a day's record stays small and readable in one go: an interval's histograms
 * take some KB an operation, whatever its width. Twelve hours at 30 s and a day at 60 s are 1,440 intervals.
 */
const WIDTHS: readonly { readonly beyondUs: Us; readonly widthUs: Us }[] = [
  { beyondUs: 12 * HOUR_US, widthUs: MINUTE_US },
  { beyondUs: 3 * HOUR_US, widthUs: 30 * US_PER_S },
  { beyondUs: 10 * MINUTE_US, widthUs: 10 * US_PER_S },
];

/** Width of the intervals of a phase of this length. */
export function intervalWidthUs(lengthUs: Us): Us {
  return WIDTHS.find(({ beyondUs }) => lengthUs > beyondUs)?.widthUs ?? WIDTH_US;
}

/** What a phase that does not state its width has. */
export function unstatedWidthUs(lengthUs: Us): Us {
  return lengthUs > 10 * MINUTE_US ? 10 * US_PER_S : WIDTH_US;
}

/** The plan's intervals in order: contiguous from 0 to the start of the drain, none across two phases. */
export function intervalsOf(plan: LoadPlan): readonly PlanInterval[] {
  const intervals: PlanInterval[] = [];
  for (const { kind, index: phase, startUs: fromUs, endUs: untilUs, intervalUs } of plan.phases) {
    if (kind === "drain") continue;
    const widthUs = intervalUs ?? unstatedWidthUs(untilUs - fromUs);
    for (let startUs = fromUs; startUs < untilUs; startUs += widthUs) {
      intervals.push({
        index: intervals.length,
        phase,
        startUs,
        endUs: Math.min(startUs + widthUs, untilUs),
      });
    }
  }
  return intervals;
}

/** Index of the interval that holds a time, -1 for none (before the origin, in the drain, after the end, NaN). */
export function intervalIndexAt(intervals: readonly PlanInterval[], us: Us): number {
  if (!(us >= 0)) return -1;
  // Where all phases are whole seconds and none is long, the interval is the second.
  const second = intervals[Math.floor(us / WIDTH_US)];
  if (second !== undefined && second.startUs <= us && us < second.endUs) return second.index;
  let low = 0;
  let high = intervals.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const interval = intervals[middle];
    if (interval === undefined || us < interval.startUs) high = middle - 1;
    else if (us >= interval.endUs) low = middle + 1;
    else return interval.index;
  }
  return -1;
}
