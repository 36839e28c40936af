import { type Random, seededRandom } from "../shared/index.ts";
import { CONFIDENCE, ERROR_SHARE } from "./confidence.ts";
import { nearestRank } from "./distribution.ts";

/** Resamples. */
export const REPLICATES = 1000;
/** Below this many intervals there is too little to resample. */
export const FEWEST_INTERVALS = 10;
/** More intervals are merged with their neighbours, so that the work stays bounded. */
export const MOST_UNITS = 120;
/** Its random numbers: sfc32, as shared/random.ts seeds it from (seed, this stream, 0). */
export const STREAM = "block-bootstrap";

/** Neighbours merged so that at most {@link MOST_UNITS} are left; the last may hold fewer than the others. */
export function mergeNeighbours<T, U>(
  intervals: readonly T[],
  merge: (group: readonly T[]) => U,
): readonly U[] {
  const size = Math.max(1, Math.ceil(intervals.length / MOST_UNITS));
  const units: U[] = [];
  for (let at = 0; at < intervals.length; at += size) units.push(merge(intervals.slice(at, at + size)));
  return units;
}

/**
 * Circular block bootstrap (D. N. Politis and J. P. Romano, 1992): each replicate draws as many units as there are, in
 * blocks of round(units^(1/3)) neighbours that start anywhere, the last unit being followed by the first. So memory
 * shorter than a block survives the resampling, which independent draws would destroy.
 * `statistic` receives how often each unit was drawn. Returns its values in ascending order.
 */
export function replicate(
  units: number,
  seed: number,
  statistic: (times: Uint16Array) => number,
): Float64Array {
  const random = seededRandom(seed, STREAM, 0);
  const times = new Uint16Array(units);
  const values = new Float64Array(REPLICATES);
  for (let b = 0; b < REPLICATES; b++) {
    drawBlocks(times, random);
    values[b] = statistic(times);
  }
  return values.sort();
}

/** One draw of {@link replicate}: how often each of `times.length` units was drawn. */
export function drawBlocks(times: Uint16Array, random: Random): void {
  const units = times.length;
  const blockLength = Math.round(Math.cbrt(units));
  times.fill(0);
  for (let drawn = 0; drawn < units; ) {
    let unit = random.int(units);
    for (let i = 0; i < blockLength && drawn < units; i++, drawn++) {
      times[unit] = (times[unit] ?? 0) + 1;
      unit = unit + 1 === units ? 0 : unit + 1;
    }
  }
}

/** The 5 % and 95 % points of replicates in ascending order: percentile bounds, one-sided 95 % each. */
export function percentileBounds(replicates: Float64Array): {
  readonly lower: number;
  readonly upper: number;
} {
  const at = (p: number): number => replicates[nearestRank(p, replicates.length) - 1] ?? Number.NaN;
  return { lower: at(ERROR_SHARE), upper: at(CONFIDENCE) };
}
