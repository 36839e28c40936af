import type { Bounds } from "./quantile-bounds.ts";
import { student95 } from "./student.ts";

/**
 * Bounds of the mean of differences of which each comes from one pair of runs, one-sided 95 % each (Student's t): how far
 * runs of the same thing scatter is seen in the differences themselves. Null for fewer than two, or when one is not
 * known (NaN). Where one is infinite there is no mean: both bounds are infinite, of one sign where all are.
 */
export function pairedBounds(differences: readonly number[]): Bounds | null {
  const n = differences.length;
  if (n < 2 || differences.some(Number.isNaN)) return null;
  if (!differences.every(Number.isFinite)) {
    return { lower: endless(Math.min(...differences), -1), upper: endless(Math.max(...differences), 1) };
  }
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const half = student95(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { lower: mean - half, upper: mean + half };
}

/** An infinite extreme stays; a finite one says nothing of a mean that does not exist. */
function endless(extreme: number, sign: -1 | 1): number {
  return Number.isFinite(extreme) ? sign * Number.POSITIVE_INFINITY : extreme;
}
