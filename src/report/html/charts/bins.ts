import type { PlanInterval } from "../../../plan/index.ts";
import type { Us } from "../../../shared/index.ts";

/** Neighbouring intervals of one phase, without a gap between them, taken together. */
export interface Bin {
  readonly intervals: readonly PlanInterval[];
  readonly startUs: Us;
  readonly endUs: Us;
}

/**
 * About `most` bins at the most: runs of k intervals, none across two phases or a gap, so that what is counted in a bin belongs to
 * one phase. With k = 1 a bin is an interval.
 */
export function binsOf(intervals: readonly PlanInterval[], most: number): readonly Bin[] {
  const k = Math.ceil(intervals.length / most);
  const bins: PlanInterval[][] = [];
  for (const interval of intervals) {
    const open = bins.at(-1);
    const last = open?.at(-1);
    const follows = last?.phase === interval.phase && last.endUs === interval.startUs;
    if (open !== undefined && open.length < k && follows) open.push(interval);
    else bins.push([interval]);
  }
  return bins.map((list) => ({
    intervals: list,
    startUs: list[0]?.startUs ?? 0,
    endUs: list.at(-1)?.endUs ?? 0,
  }));
}
