import type { Ratio } from "../shared/index.ts";
import type { PlannedStretch, Sufficiency } from "./kind.ts";
import { widenWindow } from "./longer.ts";
import type { Objective } from "./objective.ts";
import { signalOf } from "./signal-units.ts";

/** Arrivals of the rare kind that a window should be able to hold, so that one of them is no verdict. */
export const RARE_ARRIVALS = 60;

type Judgeable = Pick<Objective, "measure" | "comparison" | "limit" | "unit">;

/** The share of arrivals that a window's figure turns on: beyond the percentile, the limit of a ratio, or its complement for >=. */
export function rareEventRatio({ measure, comparison, limit, unit }: Judgeable): Ratio | null {
  if (measure.kind === "percentile") return 1 - measure.p;
  if (unit === "ratio") return comparison === "<=" || comparison === "<" ? limit : 1 - limit;
  return measure.kind === "mean" ? 1 : null;
}

/**
 * Planned arrivals that a window needs, 60 / r for the share r above; a mean turns on every arrival (r = 1), and for
 * exact counts one arrival is enough. A signal has no arrivals.
 */
export function windowFloor(objective: Judgeable): number {
  if (signalOf(objective.measure) !== null) return 0;
  const ratio = rareEventRatio(objective);
  // 1 - 0.9 is 0.0999..98: without the last term it would need 601 arrivals in place of 600.
  return ratio === null ? 1 : Math.ceil(RARE_ARRIVALS / ratio - 1e-6);
}

/** What a windowed promise needs; `stretch` is one window. It asks no longer level of anyone. */
export function needOfWindow(
  objective: Judgeable,
  { planned, seconds, levelSeconds, leastSeconds }: PlannedStretch,
): Sufficiency {
  const needed = windowFloor(objective);
  const decidable = planned === null || planned >= needed;
  const level = { seconds: levelSeconds, leastSeconds };
  const note = decidable
    ? ""
    : `a window needs ${needed} arrivals, ${planned} planned: ${widenWindow({ seconds, arrivals: planned }, needed, level)}`;
  return { needed, ample: 0, decidable, note };
}
