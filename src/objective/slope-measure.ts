import { US_PER_S, type Us } from "../shared/index.ts";
import type { Settled, Slice, WrittenLimit } from "./kind.ts";
import type { DriftMeasure, DriftOf } from "./kinds/drift.ts";
import type { GrowthMeasure } from "./kinds/growth.ts";

/** Measures that are slopes. */
export type SlopeMeasure = DriftMeasure | GrowthMeasure;

const US_PER_H: Us = 3600 * US_PER_S;

/** What rises. */
export function figureOf(measure: SlopeMeasure): DriftOf {
  return measure.kind === "drift" ? measure.of : { of: "signal", signal: measure.signal };
}

/** The limit of a slope is kept as one an hour, beside the time that it was written for. */
export function perHour<M extends SlopeMeasure>(
  measure: M,
  { limit, unit, comparison, spanUs }: WrittenLimit,
): Settled<M> {
  return { measure: { ...measure, perUs: spanUs }, limit: (limit * US_PER_H) / spanUs, unit, comparison };
}

/** From the first interval to the last, gaps and all. */
export function lengthUs(slices: readonly Slice[]): Us {
  return (slices.at(-1)?.endUs ?? 0) - (slices[0]?.startUs ?? 0);
}
