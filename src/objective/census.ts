import { keeps } from "../statistics/index.ts";
import type { Estimate, Judged, PlannedStretch, Sufficiency } from "./kind.ts";
import type { Objective, Observed } from "./objective.ts";

/** An observed figure as a number that compares: beyond everything is Infinity, nothing measured is NaN. */
export function comparable(observed: Observed): number {
  if (observed === null) return Number.NaN;
  return typeof observed === "number" ? observed : Number.POSITIVE_INFINITY;
}

/** Judges a figure as it stands: exact for a census (every arrival was counted), the point estimate for the rest. What is known only to be at least so large never holds. */
export function judgeAsSeen(
  objective: Pick<Objective, "comparison">,
  limit: number,
  estimate: Estimate,
): Judged {
  if (estimate.observed === null) return { ...estimate, state: "unmeasured" };
  const holds = keeps(comparable(estimate.observed), objective.comparison, limit);
  if (holds && estimate.atLeast === true)
    return { ...estimate, state: "undecided", note: cannotHold(estimate) };
  return { ...estimate, state: holds ? "held" : "broken" };
}

/** Of a figure known only from below: why it does not hold. */
export function cannotHold({ note }: Estimate): string {
  return `${note}, so it cannot be shown to hold`;
}

/** A census needs an arrival and no more. */
export function needOfCensus({ planned }: PlannedStretch): Sufficiency {
  const decidable = planned === null || planned > 0;
  return { needed: null, ample: 0, decidable, note: decidable ? "" : "no arrival is planned" };
}
