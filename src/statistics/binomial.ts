/** Terms smaller than this share of the sum so far can no longer change it: each further one is smaller still. */
const NEGLIGIBLE = 1e-18;

/** ln(n!) - ln(sqrt(2 pi n) (n/e)^n) for n < 16, where Stirling's series is not yet exact: from the factorials themselves. */
const STIRLING_ERROR: readonly number[] = Array.from({ length: 16 }, (_, n) => {
  let logFactorial = 0;
  for (let i = 2; i <= n; i++) logFactorial += Math.log(i);
  return n === 0 ? 0 : logFactorial - 0.5 * Math.log(2 * Math.PI * n) - n * Math.log(n) + n;
});

/** What Stirling's formula lacks of ln(n!): 1/(12n) - 1/(360n^3) + 1/(1260n^5) - 1/(1680n^7) + 1/(1188n^9). */
function stirlingError(n: number): number {
  const small = STIRLING_ERROR[n];
  if (small !== undefined) return small;
  const s = 1 / (n * n);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / n;
}

/** Deviance x ln(x/m) + m - x; near x = m by its series in v = (x-m)/(x+m), where the plain form would cancel. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * P(X = k), X ~ Binomial(n, p), to about 14 digits at any n: C. Loader, "Fast and Accurate Computation of Binomial
 * Probabilities" (2000). Writing each factorial as Stirling's formula and its error leaves
 * sqrt(n / (2 pi k (n-k))) exp(e(n) - e(k) - e(n-k) - D(k, np) - D(n-k, nq)) without cancelling large logarithms.
 */
export function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const log =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p));
  return Math.sqrt(n / (2 * Math.PI * k * (n - k))) * Math.exp(log);
}

/**
 * P(X <= k), X ~ Binomial(n, p). The tail away from the mean is summed from its largest term outwards by the ratio of
 * neighbours, P(j-1)/P(j) = j q / ((n-j+1) p): all terms positive and falling, so nothing cancels, and some ten standard
 * deviations of terms suffice (7,000 at n = 10^7, p = 0.95).
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  const odds = p / (1 - p);
  if (k <= n * p) {
    let term = binomialMass(k, n, p);
    let sum = term;
    for (let j = k; j > 0 && term > sum * NEGLIGIBLE; j--) sum += term *= j / ((n - j + 1) * odds);
    return Math.min(sum, 1);
  }
  let term = binomialMass(k + 1, n, p);
  let sum = term;
  for (let j = k + 1; j < n && term > sum * NEGLIGIBLE; j++) sum += term *= ((n - j) * odds) / (j + 1);
  return Math.max(1 - sum, 0);
}
