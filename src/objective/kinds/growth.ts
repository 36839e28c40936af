import type { Us } from "../../shared/index.ts";
import { estimateSlope, judgeSlope } from "../judge-slope.ts";
import type { Kind } from "../kind.ts";
import { isSignalName, riseUnits, valueUnitOf } from "../signal-units.ts";
import { perHour } from "../slope-measure.ts";
import { needOfSlope } from "../slope-need.ts";

export interface GrowthMeasure {
  readonly kind: "growth";
  readonly signal: string;
  /** The time that its limit is for. */
  readonly perUs: Us;
}

const SUFFIX = ".growth";

/** `target.rss.growth <= 20MB per 1h`: how fast a signal rises over a level, in its own unit. */
export const growth: Kind<GrowthMeasure> = {
  name: "growth",
  spelling: "growth of a signal",
  spellings: ["rss.growth", "fds.growth", "threads.growth"],
  subjects: ["target"],
  unit: "bytes_per_h",
  units: ({ signal }) => riseUnits(signal),
  span: { word: "per", example: "1h" },
  comparisons: ["<=", "<"],
  windows: false,
  phase: "steady",
  partial: false,

  read(text) {
    if (!text.endsWith(SUFFIX)) return null;
    const signal = text.slice(0, -SUFFIX.length);
    return isSignalName(signal) ? { kind: "growth", signal, perUs: 0 } : null;
  },

  settle: perHour,

  need: ({ measure }, stretch) => needOfSlope(measure, stretch),

  estimate: (objective, stretch) => estimateSlope(objective, valueUnitOf(objective.unit), stretch),

  judge: (objective, stretch) => judgeSlope(objective, valueUnitOf(objective.unit), stretch),
};
