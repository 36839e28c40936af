/**
 * Observations counted by value. `beyond` are those known only to be larger than every finite value (a timeout): they
 * take the highest ranks.
 */
export interface Distribution {
  /** Ascending, finite, each once. */
  readonly values: readonly number[];
  /** Beside `values`: how often each was seen. */
  readonly counts: readonly number[];
  readonly beyond: number;
}

/** Number of observations, those beyond every finite value among them. */
export function total(d: Distribution): number {
  let n = d.beyond;
  for (const count of d.counts) n += count;
  return n;
}

/**
 * Nearest rank of the p-quantile of n observations, ceil(p n), from 1. A product within the rounding of its two factors
 * of a whole number is that number: 0.07 x 100 is rank 7, though it computes as 7.000000000000001.
 */
export function nearestRank(p: number, n: number): number {
  const exact = p * n;
  const whole = Math.round(exact);
  const rank = Math.abs(exact - whole) <= 4 * Number.EPSILON * exact ? whole : Math.ceil(exact);
  return Math.min(Math.max(rank, 1), Math.max(n, 1));
}

/** The rank-th smallest observation, rank 1..n; Infinity when it lies beyond, NaN when there is no such rank. */
export function valueAtRank(d: Distribution, rank: number): number {
  if (!(rank >= 1)) return Number.NaN;
  let seen = 0;
  for (let i = 0; i < d.counts.length; i++) {
    seen += d.counts[i] ?? 0;
    if (seen >= rank) return d.values[i] ?? Number.NaN;
  }
  return rank <= seen + d.beyond ? Number.POSITIVE_INFINITY : Number.NaN;
}

/** The p-quantile by nearest rank, p in (0, 1]; Infinity when it lies beyond, NaN when nothing was observed. */
export function quantile(d: Distribution, p: number): number {
  const n = total(d);
  return n === 0 ? Number.NaN : valueAtRank(d, nearestRank(p, n));
}
