import { US_PER_S, type Us } from "../shared/index.ts";
import type { LoadPlan, PlanInterval } from "./load-plan.ts";

const WIDTH_US: Us = US_PER_S;
/** Phases beyond this length are cut more coarsely, so that a day's record stays readable in one go. */
const LONG_PHASE_US: Us = 600 * US_PER_S;
const WIDTH_IN_LONG_PHASE_US: Us = 10 * US_PER_S;

/** The plan's intervals in order: contiguous from 0 to the start of the drain, none across two phases. */
export function intervalsOf(plan: LoadPlan): readonly PlanInterval[] {
  const intervals: PlanInterval[] = [];
  for (const { kind, index: phase, startUs: fromUs, endUs: untilUs } of plan.phases) {
    if (kind === "drain") continue;
    const widthUs = untilUs - fromUs > LONG_PHASE_US ? WIDTH_IN_LONG_PHASE_US : WIDTH_US;
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
