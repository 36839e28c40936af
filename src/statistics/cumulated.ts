import { type Distribution, nearestRank } from "./distribution.ts";

/** How many observations of each unit lie at or below each value: `atOrBelow[v * units + u]`, and each unit's whole number. */
export interface Cumulated {
  readonly values: Float64Array;
  readonly atOrBelow: Float64Array;
  readonly totals: Float64Array;
}

/** Units of a bootstrap, each of some distributions, made ready for resampling. */
export function cumulate(units: readonly (readonly Distribution[])[]): Cumulated {
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
 * The p-quantile of the units drawn so often each; NaN when they hold nothing. Found by halving over the values: a sum over
 * the units for every step, never a merged histogram, so that an hour of 1 s intervals takes milliseconds.
 */
export function resampledQuantile(
  { values, atOrBelow, totals }: Cumulated,
  times: Uint16Array,
  p: number,
): number {
  const n = weigh(totals, 0, times);
  if (n === 0) return Number.NaN;
  const rank = nearestRank(p, n);
  let below = -1;
  let from = values.length;
  while (from - below > 1) {
    const v = (below + from) >> 1;
    if (weigh(atOrBelow, v * times.length, times) >= rank) from = v;
    else below = v;
  }
  return values[from] ?? Number.POSITIVE_INFINITY;
}
