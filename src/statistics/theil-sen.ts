/** One value of a series: `x` in any unit of time, ascending over a series. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** y = intercept + slope x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The line whose slope is the median of the slopes between all pairs of points, and which has as many points above as
 * below (H. Theil, 1950; P. K. Sen, J. Am. Stat. Assoc. 63, 1968). Up to 29 % of the points may lie anywhere without
 * moving it far, so a spike, a pause or a cold start does not tilt it. Work grows with the square of the points. NaN for
 * fewer than two.
 */
export function theilSen(points: readonly Point[]): Line {
  const times = Float64Array.from(points, ({ x }) => x);
  const values = Float64Array.from(points, ({ y }) => y);
  const slope = slopesOver(times)(values);
  return { slope, intercept: middle(values.map((y, i) => y - slope * (times[i] ?? 0))) };
}

/** For many series over the same times (the replicates of a bootstrap): the median of the slopes between their pairs. */
export function slopesOver(times: Float64Array): (values: Float64Array) => number {
  const n = times.length;
  const perTime = new Float64Array((n * (n - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) perTime[pair++] = 1 / ((times[j] ?? 0) - (times[i] ?? 0));
  }
  const slopes = new Float64Array(perTime.length);
  return (values) => {
    let at = 0;
    for (let i = 0; i < n; i++) {
      const y = values[i] ?? 0;
      for (let j = i + 1; j < n; j++, at++) slopes[at] = ((values[j] ?? 0) - y) * (perTime[at] ?? 0);
    }
    return middle(slopes);
  };
}

/** The median, of an even number the mean of the two middle values; reorders what it is given. NaN of nothing. */
function middle(values: Float64Array): number {
  const half = values.length >> 1;
  if (values.length % 2 === 1) return selected(values, half);
  return (selected(values, half - 1) + selected(values, half)) / 2;
}

/** The value that a sorted order has at `rank` (from 0): C. A. R. Hoare's selection, the array reordered on the way. */
function selected(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1] ?? 0;
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i += 1;
      while ((values[j] ?? 0) > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i] ?? 0;
      values[i++] = values[j] ?? 0;
      values[j--] = swapped;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank] ?? Number.NaN;
}
