/** The standard normal's 95 % point. */
const Z = 1.6448536269514722;

/**
 * The 95 % point of Student's distribution: how many standard errors a one-sided 95 % bound lies away when the error
 * itself was estimated from `degrees` + 1 independent values. Exact for 1 and 2 degrees; from 3 on the expansion in
 * 1/degrees of Abramowitz and Stegun, 26.7.5 (within 0.002 of the tables: 2.353 at 3, 1.812 at 10).
 */
export function student95(degrees: number): number {
  if (degrees < 1) return Number.POSITIVE_INFINITY;
  if (degrees < 2) return Math.tan(Math.PI * 0.45);
  if (degrees < 3) return 0.9 / Math.sqrt(2 * 0.95 * 0.05);
  const z2 = Z * Z;
  const terms = [
    (z2 + 1) / 4,
    ((5 * z2 + 16) * z2 + 3) / 96,
    (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
    ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + (Z * term) / degrees ** (i + 1), Z);
}
