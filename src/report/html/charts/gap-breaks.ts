import type { RunRecord } from "../../../record/index.ts";
import type { Point } from "./thin.ts";
import type { TimeAxis } from "./time-axis.ts";

/** Points of a line in the order of time, with a break where the record has a gap: nothing is drawn across what was not measured. */
export function breakAtGaps(points: readonly Point[], { gaps }: RunRecord, axis: TimeAxis): readonly Point[] {
  if (gaps.length === 0) return points;
  const breaks = gaps.map(({ from_us, to_us }): Point => ({ t: axis.at((from_us + to_us) / 2), v: null }));
  return [...points, ...breaks].sort((a, b) => a.t - b.t);
}
