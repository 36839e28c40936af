import { FEWEST_INTERVALS, mergeNeighbours, percentileBounds, replicate } from "./block-bootstrap.ts";
import { type Distribution, nearestRank } from "./distribution.ts";
import type { Bounds } from "./quantile-bounds.ts";

/** How many observations of each unit lie at or below each value: `atOrBelow[v * units + u]`, and each unit's whole number. */
interface Cumulated {
  readonly values: Float64Array;
  readonly atOrBelow: Float64Array;
  readonly totals: Float64Array;
}

function cumulate(units: readonly (readonly Distribution[])[]): Cumulated {
  const distinct = new Set<number>();
  for (const unit of units) for (const d of unit) for (const value of d.values) distinct.add(value);
  const values = Float64Array.from(distinct).sort();
  const indexOf = new Map<number, number>();
  values.forEach((value, index) => {
    indexOf.set(value, index);
  });
  const atOrBelow = new Float64Array(values.length * units.length);
  const totals = new Float64Array(units.length);
  units.forEach((unit, u) => {
    for (const d of unit) {
      d.values.forEach((value, i) => {
        const cell = (indexOf.get(value) ?? 0) * units.length + u;
        atOrBelow[cell] = (atOrBelow[cell] ?? 0) + (d.counts[i] ?? 0);
      });
      totals[u] = (totals[u] ?? 0) + d.beyond;
    }
    for (let v = 1; v < values.length; v++) {
      const cell = v * units.length + u;
      atOrBelow[cell] = (atOrBelow[cell] ?? 0) + (atOrBelow[cell - units.length] ?? 0);
    }
    totals[u] = (totals[u] ?? 0) + (atOrBelow[(values.length - 1) * units.length + u] ?? 0);
  });
  return { values, atOrBelow, totals };
}

function weigh(table: Float64Array, from: number, times: Uint16Array): number {
  let sum = 0;
  for (let u = 0; u < times.length; u++) sum += (times[u] ?? 0) * (table[from + u] ?? 0);
  return sum;
}

/**
 * Block-bootstrap bounds of the p-quantile over a level's intervals in order, one-sided 95 % each; the upper one is
 * Infinity when it lies beyond every finite value. Null below 10 intervals, or when nothing was observed.
 * Each replicate finds its quantile by halving over the values: a sum over the units for every step, never a merged
 * histogram, so that an hour of 1 s intervals takes milliseconds. A replicate that drew nothing but empty units knows
 * nothing: it counts as 0 for the lower bound and as Infinity for the upper.
 */
export function bootstrapQuantileBounds(
  intervals: readonly Distribution[],
  p: number,
  seed: number,
): Bounds | null {
  if (intervals.length < FEWEST_INTERVALS) return null;
  const units = mergeNeighbours(intervals, (group) => group);
  const { values, atOrBelow, totals } = cumulate(units);
  if (!totals.some((n) => n > 0)) return null;
  let empty = 0;
  const replicates = replicate(units.length, seed, (times) => {
    const n = weigh(totals, 0, times);
    if (n === 0) {
      empty += 1;
      return Number.POSITIVE_INFINITY;
    }
    const rank = nearestRank(p, n);
    let below = -1;
    let from = values.length;
    while (from - below > 1) {
      const v = (below + from) >> 1;
      if (weigh(atOrBelow, v * units.length, times) >= rank) from = v;
      else below = v;
    }
    return values[from] ?? Number.POSITIVE_INFINITY;
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
