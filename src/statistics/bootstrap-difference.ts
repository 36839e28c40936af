import { type Random, seededRandom } from "../shared/index.ts";
import {
  drawBlocks,
  FEWEST_INTERVALS,
  mergeNeighbours,
  percentileBounds,
  REPLICATES,
  STREAM,
} from "./block-bootstrap.ts";
import { cumulate, resampledQuantile } from "./cumulated.ts";
import type { Distribution } from "./distribution.ts";
import type { Bounds } from "./quantile-bounds.ts";

/** A figure of several runs, taken anew from a resample of their intervals: NaN when that holds nothing. */
export interface Resampled {
  /** Intervals that it is made from, over all runs. */
  readonly intervals: number;
  draw(random: Random): number;
}

/** The p-quantile of all runs together, each resampled in blocks of its own successive intervals. */
export function resampledQuantileOf(runs: readonly (readonly Distribution[])[], p: number): Resampled {
  const parts = runs.map((intervals) => mergeNeighbours(intervals, (group) => group));
  const cumulated = cumulate(parts.flat());
  return resampled(runs, parts, (times) => resampledQuantile(cumulated, times, p));
}

/** Part of whole over all runs together, each resampled in blocks of its own successive intervals. */
export function resampledRatioOf(
  runs: readonly (readonly { readonly part: number; readonly whole: number }[])[],
): Resampled {
  const parts = runs.map((intervals) =>
    mergeNeighbours(intervals, (group) => ({
      part: group.reduce((sum, one) => sum + one.part, 0),
      whole: group.reduce((sum, one) => sum + one.whole, 0),
    })),
  );
  const units = parts.flat();
  return resampled(runs, parts, (times) => {
    let part = 0;
    let whole = 0;
    units.forEach((unit, u) => {
      part += (times[u] ?? 0) * unit.part;
      whole += (times[u] ?? 0) * unit.whole;
    });
    return whole === 0 ? Number.NaN : part / whole;
  });
}

function resampled(
  runs: readonly (readonly unknown[])[],
  parts: readonly (readonly unknown[])[],
  statistic: (times: Uint16Array) => number,
): Resampled {
  const times = new Uint16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  const slices = parts.map(({ length }) => times.subarray(from, (from += length)));
  return {
    intervals: runs.reduce((sum, { length }) => sum + length, 0),
    draw(random) {
      for (const slice of slices) drawBlocks(slice, random);
      return statistic(times);
    },
  };
}

/**
 * Bounds of `second - first`, one-sided 95 % each, by resampling both independently of each other. Null below 10
 * intervals on a side. Two infinite figures differ by nothing that is known, so by 0. A resample that holds nothing
 * knows nothing: it counts as the least for the lower bound and as the most for the upper.
 */
export function bootstrapDifferenceBounds(first: Resampled, second: Resampled, seed: number): Bounds | null {
  if (Math.min(first.intervals, second.intervals) < FEWEST_INTERVALS) return null;
  const random = seededRandom(seed, STREAM, 0);
  const least = new Float64Array(REPLICATES);
  const most = new Float64Array(REPLICATES);
  for (let b = 0; b < REPLICATES; b++) {
    const difference = differenceOf(first.draw(random), second.draw(random));
    least[b] = Number.isNaN(difference) ? Number.NEGATIVE_INFINITY : difference;
    most[b] = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return { lower: percentileBounds(least.sort()).lower, upper: percentileBounds(most.sort()).upper };
}

/** `second - first`; 0 when both lie beyond every finite value, NaN when one is not known. */
export function differenceOf(first: number, second: number): number {
  return first === second ? 0 : second - first;
}
