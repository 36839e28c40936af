import type { Measure } from "./objective.ts";
import type { Basis } from "./times.ts";

/** What the times of a measure are taken from; null for one that is not of times. */
export function basisOf(measure: Measure): Basis | null {
  if ("basis" in measure) return measure.basis;
  return measure.kind === "drift" && "basis" in measure.of ? measure.of.basis : null;
}

/** The same measure of service times; of one without times itself. */
export function withService(measure: Measure): Measure {
  if ("basis" in measure) return { ...measure, basis: "service" };
  if (measure.kind !== "drift" || !("basis" in measure.of)) return measure;
  return { ...measure, of: { ...measure.of, basis: "service" } };
}
