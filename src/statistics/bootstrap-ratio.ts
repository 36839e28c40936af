import { FEWEST_INTERVALS, mergeNeighbours, percentileBounds, replicate } from "./block-bootstrap.ts";
import { emptyAsZero } from "./bootstrap-quantile.ts";
import type { Bounds } from "./quantile-bounds.ts";

function boundsOf(
  intervals: readonly { readonly above: number; readonly below: number }[],
  seed: number,
): Bounds | null {
  if (intervals.length < FEWEST_INTERVALS) return null;
  const units = mergeNeighbours(intervals, (group) => ({
    above: group.reduce((sum, one) => sum + one.above, 0),
    below: group.reduce((sum, one) => sum + one.below, 0),
  }));
  if (!units.some((unit) => unit.below > 0)) return null;
  let empty = 0;
  const replicates = replicate(units.length, seed, (times) => {
    let above = 0;
    let below = 0;
    units.forEach((unit, u) => {
      above += (times[u] ?? 0) * unit.above;
      below += (times[u] ?? 0) * unit.below;
    });
    if (below > 0) return above / below;
    empty += 1;
    return Number.POSITIVE_INFINITY;
  });
  const { upper } = percentileBounds(replicates);
  return { lower: percentileBounds(emptyAsZero(replicates, empty)).lower, upper };
}

/**
 * Block-bootstrap bounds of a ratio (part of whole, 0..1) over a level's intervals in order, one-sided 95 % each. Null
 * below 10 intervals, or when no whole was counted.
 */
export function bootstrapRatioBounds(
  intervals: readonly { readonly part: number; readonly whole: number }[],
  seed: number,
): Bounds | null {
  const bounds = boundsOf(
    intervals.map(({ part, whole }) => ({ above: part, below: whole })),
    seed,
  );
  return bounds && { lower: bounds.lower, upper: Math.min(bounds.upper, 1) };
}

/** The upper bound of {@link bootstrapRatioBounds}. */
export function bootstrapRatioUpper(
  intervals: readonly { readonly part: number; readonly whole: number }[],
  seed: number,
): number | null {
  return bootstrapRatioBounds(intervals, seed)?.upper ?? null;
}

/**
 * Block-bootstrap bounds of a mean of values that are never negative, over a level's intervals in order, one-sided 95 %
 * each. Null below 10 intervals, or when nothing was counted.
 */
export function bootstrapMeanBounds(
  intervals: readonly { readonly sum: number; readonly count: number }[],
  seed: number,
): Bounds | null {
  return boundsOf(
    intervals.map(({ sum, count }) => ({ above: sum, below: count })),
    seed,
  );
}
