/** One point of a line; `v` is null where nothing was measured, and the line has a gap there. */
export interface Point {
  readonly t: number;
  readonly v: number | null;
}

/**
 * At most about `most` points, the extremes kept: the list is cut into equal stretches, and of each its smallest and its
 * largest point stay, in order, with one gap if it holds any.
 */
export function thin<P extends Point>(points: readonly P[], most: number): readonly P[] {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor(most / 3));
  const kept: P[] = [];
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor((i * points.length) / stretches);
    const stretch = points.slice(from, Math.floor(((i + 1) * points.length) / stretches));
    kept.push(...extremesOf(stretch));
  }
  return kept;
}

function extremesOf<P extends Point>(stretch: readonly P[]): readonly P[] {
  let low: P | null = null;
  let high: P | null = null;
  let gap: P | null = null;
  for (const point of stretch) {
    if (point.v === null) gap ??= point;
    else {
      if (low === null || point.v < (low.v ?? 0)) low = point;
      if (high === null || point.v > (high.v ?? 0)) high = point;
    }
  }
  return stretch.filter((point) => point === low || point === high || point === gap);
}
