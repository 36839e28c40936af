import { nearestRank } from "./distribution.ts";

/** The median by nearest rank (the lower of the two middle values of an even number); NaN of nothing. */
export function median(series: readonly number[]): number {
  const ascending = Float64Array.from(series).sort();
  return ascending.length === 0
    ? Number.NaN
    : (ascending[nearestRank(0.5, ascending.length) - 1] ?? Number.NaN);
}

/**
 * Correlation of each value with its successor: sum (x_t - m)(x_{t+1} - m) / sum (x_t - m)^2, m the mean (the usual
 * estimate, biased towards 0 by about 1/n). 0 for a constant series or fewer than 3 values, NaN when one is not finite.
 */
export function lag1Autocorrelation(series: readonly number[]): number {
  return autocorrelation(series, 1);
}

/** The same with the value `lag` further on. */
export function autocorrelation(series: readonly number[], lag: number): number {
  if (series.some((x) => !Number.isFinite(x))) return Number.NaN;
  if (series.length < 3) return 0;
  const mean = series.reduce((sum, x) => sum + x, 0) / series.length;
  let products = 0;
  let squares = 0;
  series.forEach((x, t) => {
    const later = series[t + lag];
    squares += (x - mean) ** 2;
    if (later !== undefined) products += (x - mean) * (later - mean);
  });
  return squares === 0 ? 0 : products / squares;
}
