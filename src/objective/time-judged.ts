import type { Us } from "../shared/index.ts";
import { median } from "../statistics/index.ts";
import type { Stretch } from "./kind.ts";
import type { Objective } from "./objective.ts";
import { slopeUnits } from "./slope-units.ts";

/**
 * The time beside which pauses of our own are large or small: the limit of a promise of times; of their drift, the median
 * that it is a share of. Null where a promise is not of times.
 */
export function timeJudgedUs({ measure, limit }: Objective, stretch: Stretch): Us | null {
  if ("basis" in measure) return limit;
  if (measure.kind !== "drift" || !("basis" in measure.of)) return null;
  const medianUs = median(slopeUnits(measure.of, "ms", stretch).points.map(({ y }) => y));
  return Number.isNaN(medianUs) ? null : medianUs;
}
