import { binomialCdf } from "./binomial.ts";
import { CONFIDENCE, ERROR_SHARE } from "./confidence.ts";
import { type Distribution, total, valueAtRank } from "./distribution.ts";

/** One-sided 95 % each. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Fewest observations for which a p-quantile has a finite upper bound: the largest of n lies above it with probability
 * 1 - p^n, which reaches 95 % at n = ln 0.05 / ln p (0.95: 59, 0.99: 299, 0.999: 2995).
 */
export function samplesNeeded(p: number): number {
  return Math.ceil(Math.log(ERROR_SHARE) / Math.log(p));
}

/**
 * The ranks that bound the p-quantile of n observations, 0 and n + 1 where the sample is too small. The number B of
 * observations below the quantile is Binomial(n, p). The r-th smallest is at or above it when B <= r-1, so the upper rank
 * is the least r with P(B <= r-1) >= 95 %; it is at or below it when B >= r, so the lower rank is the largest r with
 * P(B <= r-1) <= 5 %. Exact for continuous values, on the safe side with ties. (H. A. David, Order Statistics, 7.1)
 */
export function quantileBoundRanks(p: number, n: number): { readonly lower: number; readonly upper: number } {
  const firstWhere = (holds: (cdf: number) => boolean): number => {
    let below = 0;
    let from = n + 1;
    while (from - below > 1) {
      const r = Math.floor((below + from) / 2);
      if (holds(binomialCdf(r - 1, n, p))) from = r;
      else below = r;
    }
    return from;
  };
  const upper = firstWhere((cdf) => cdf >= CONFIDENCE);
  return { lower: firstWhere((cdf) => cdf > ERROR_SHARE) - 1, upper: n >= samplesNeeded(p) ? upper : n + 1 };
}

/** Bounds of the p-quantile of what `d` was drawn from, draws being independent; 0 and Infinity where the sample is too small. */
export function quantileBounds(d: Distribution, p: number): Bounds {
  const n = total(d);
  const ranks = quantileBoundRanks(p, n);
  return {
    lower: ranks.lower < 1 ? 0 : valueAtRank(d, ranks.lower),
    upper: ranks.upper > n ? Number.POSITIVE_INFINITY : valueAtRank(d, ranks.upper),
  };
}
