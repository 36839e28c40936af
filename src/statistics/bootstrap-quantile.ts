import { FEWEST_INTERVALS, mergeNeighbours, percentileBounds, replicate } from "./block-bootstrap.ts";
import { cumulate, resampledQuantile } from "./cumulated.ts";
import type { Distribution } from "./distribution.ts";
import type { Bounds } from "./quantile-bounds.ts";

/**
 * Block-bootstrap bounds of the p-quantile over a level's intervals in order, one-sided 95 % each; the upper one is
 * Infinity when it lies beyond every finite value. Null below 10 intervals, or when nothing was observed.
 * A replicate that drew nothing but empty units knows nothing: it counts as 0 for the lower bound and as Infinity for the
 * upper.
 */
export function bootstrapQuantileBounds(
  intervals: readonly Distribution[],
  p: number,
  seed: number,
): Bounds | null {
  if (intervals.length < FEWEST_INTERVALS) return null;
  const units = mergeNeighbours(intervals, (group) => group);
  const cumulated = cumulate(units);
  if (!cumulated.totals.some((n) => n > 0)) return null;
  let empty = 0;
  const replicates = replicate(units.length, seed, (times) => {
    const value = resampledQuantile(cumulated, times, p);
    if (!Number.isNaN(value)) return value;
    empty += 1;
    return Number.POSITIVE_INFINITY;
  });
  const { upper } = percentileBounds(replicates);
  const lower = percentileBounds(emptyAsZero(replicates, empty)).lower;
  return { lower, upper };
}

/** The last `empty` of ascending replicates (all Infinity) taken as 0 instead. */
export function emptyAsZero(replicates: Float64Array, empty: number): Float64Array {
  if (empty === 0) return replicates;
  const moved = new Float64Array(replicates.length);
  moved.set(replicates.subarray(0, replicates.length - empty), empty);
  return moved;
}

/** The upper bound of {@link bootstrapQuantileBounds}. */
export function bootstrapQuantileUpper(
  intervals: readonly Distribution[],
  p: number,
  seed: number,
): number | null {
  return bootstrapQuantileBounds(intervals, p, seed)?.upper ?? null;
}
