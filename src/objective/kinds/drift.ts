import type { Ratio, Us } from "../../shared/index.ts";
import { estimateSlope, judgeSlope } from "../judge-slope.ts";
import type { Kind } from "../kind.ts";
import type { Unit } from "../objective.ts";
import { isSignalName, PROCESS_SIGNALS, valueUnits } from "../signal-units.ts";
import { perHour } from "../slope-measure.ts";
import { needOfSlope } from "../slope-need.ts";
import type { Basis } from "../times.ts";
import { mean } from "./mean.ts";
import { percentile } from "./percentile.ts";

/** What drifts. */
export type DriftOf =
  | { readonly of: "percentile"; readonly p: Ratio; readonly basis: Basis }
  | { readonly of: "mean"; readonly basis: Basis }
  | { readonly of: "error_rate" }
  | { readonly of: "rate" }
  | { readonly of: "signal"; readonly signal: string };

export interface DriftMeasure {
  readonly kind: "drift";
  readonly of: DriftOf;
  /** The time that its limit is for. */
  readonly perUs: Us;
}

const SUFFIX = ".drift";

/**
 * `recall.p95.drift <= 10% per 1h`, `target.rss.drift <= 5% per 1h`: how fast a figure changes for the worse over a level:
 * times, error rates and signals by rising, an achieved rate by falling. Relative to the figure's median in the level,
 * but of an error rate absolute, in percentage points.
 */
export const drift: Kind<DriftMeasure> = {
  name: "drift",
  spelling: "drift of p50 to p99.99, mean, error_rate, rate",
  spellings: [
    "p50.drift",
    "p95.drift",
    "p99.drift",
    "service.p95.drift",
    "mean.drift",
    "error_rate.drift",
    "rate.drift",
  ],
  subjects: ["operation", "target"],
  unit: "ratio_per_h",
  units: ({ of }) => [of.of === "error_rate" ? "points_per_h" : "ratio_per_h"],
  span: { word: "per", example: "1h" },
  comparisons: ["<=", "<"],
  windows: false,
  phase: "steady",
  partial: false,

  read(text, subject) {
    if (!text.endsWith(SUFFIX)) return null;
    const head = text.slice(0, -SUFFIX.length);
    const of = subject === "target" ? signalOf(head) : figureOf(head);
    return of === null ? null : { kind: "drift", of, perUs: 0 };
  },

  settle: perHour,

  need: ({ measure }, stretch) => needOfSlope(measure, stretch),

  estimate: (objective, stretch) => estimateSlope(objective, valueUnit(objective.measure.of), stretch),

  judge: (objective, stretch) => judgeSlope(objective, valueUnit(objective.measure.of), stretch),
};

function figureOf(text: string): DriftOf | null {
  if (text === "error_rate" || text === "rate") return { of: text };
  const time = percentile.read(text, "operation") ?? mean.read(text, "operation");
  if (time === null) return null;
  const { basis } = time;
  return time.kind === "mean" ? { of: "mean", basis } : { of: "percentile", p: time.p, basis };
}

function signalOf(text: string): DriftOf | null {
  return isSignalName(text) ? { of: "signal", signal: text } : null;
}

/** A relative drift is the same in any unit; the line that is shown has the signal's own where it is known. */
function valueUnit(of: DriftOf): Unit {
  switch (of.of) {
    case "percentile":
    case "mean":
      return "ms";
    case "error_rate":
      return "ratio";
    case "rate":
      return "per_s";
    case "signal":
      return of.signal in PROCESS_SIGNALS ? (valueUnits(of.signal)[0] ?? "number") : "number";
  }
}
