import {
  type Finding,
  formatBounds,
  formatNumber,
  formatObserved,
  type Objective,
  signalOf,
} from "../objective/index.ts";
import { US_PER_MS, type Us } from "../shared/index.ts";

export function timeText(us: Us): string {
  return Number.isFinite(us) ? `${formatNumber(us / US_PER_MS)} ms` : "beyond the timeout";
}

/** `1310 ms (1270 to 1350) over 2994 samples`: bounds in the figure's unit; a census has none. */
export function figuresText({ objective, observed, bounds, samples }: Finding): string {
  const seen = observed === null ? "nothing measured" : formatObserved(objective, observed);
  const range = bounds === null ? "" : ` (${formatBounds(objective, bounds, "bare")})`;
  const of = sampleWord(objective);
  return `${seen}${range} over ${samples} ${of}${samples === 1 ? "" : "s"}`;
}

/** What a figure was made from. */
function sampleWord({ measure, unit }: Objective): string {
  if (signalOf(measure) !== null) return "value";
  if (measure.kind !== "drift") return unit === "ms" ? "sample" : "arrival";
  return measure.of.of === "rate" ? "interval" : measure.of.of === "error_rate" ? "arrival" : "sample";
}
