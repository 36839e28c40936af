import { binomialCdf } from "./binomial.ts";
import { ERROR_SHARE } from "./confidence.ts";
import type { Bounds } from "./quantile-bounds.ts";

/** The largest ratio at which k or fewer of n would still be seen in 5 % of samples: P(X <= k) falls in p, so halving finds it. */
function upperBound(k: number, n: number): number {
  if (k >= n) return 1;
  if (k === 0) return -Math.expm1(Math.log(ERROR_SHARE) / n);
  let low = k / n;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (binomialCdf(k, n, middle) > ERROR_SHARE) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Exact bounds of a ratio of which k in n were seen, one-sided 95 % each; 0 to 1 when n is 0. (C. J. Clopper and
 * E. S. Pearson, Biometrika 26, 1934.) The lower bound is one less the upper bound of what was not seen.
 */
export function clopperPearson(k: number, n: number): Bounds {
  if (n === 0) return { lower: 0, upper: 1 };
  return { lower: k === 0 ? 0 : 1 - upperBound(n - k, n), upper: upperBound(k, n) };
}
