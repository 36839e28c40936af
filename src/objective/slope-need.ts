import { formatDuration, type Ratio, US_PER_S, type Us } from "../shared/index.ts";
import { formatTime } from "./format.ts";
import type { PlannedStretch, Stretch, Sufficiency } from "./kind.ts";
import type { DriftOf } from "./kinds/drift.ts";
import { runLonger } from "./longer.ts";
import { figureOf, lengthUs, type SlopeMeasure } from "./slope-measure.ts";
import type { SlopeUnits } from "./slope-units.ts";

/** Fewer intervals are no course that a line could be drawn through. */
const FEWEST_INTERVALS = 40;
/** A slope "per 1h" is not told from less than 3 minutes: so far ahead nobody sees. */
const LEAST_SHARE_OF_PER: Ratio = 1 / 20;

/** What a slope needs: intervals to see a course, a share of the time that it speaks of, and arrivals for each unit's figure. */
export function needOfSlope(measure: SlopeMeasure, stretch: PlannedStretch): Sufficiency {
  const { planned, seconds, intervals, leastSeconds } = stretch;
  const needed = samplesFor(figureOf(measure));
  const found = { needed, ample: 0, decidable: false };
  if (planned === 0) return { ...found, note: "no arrival is planned" };
  const leastTime = shortestUs(measure) / US_PER_S;
  if (seconds < leastTime) {
    return {
      ...found,
      note: `a slope ${perText(measure)} needs ${formatTime(leastTime * US_PER_S)}: ${runLonger(leastTime, leastSeconds)}`,
    };
  }
  if (intervals < FEWEST_INTERVALS) {
    const advice = runLonger((seconds * FEWEST_INTERVALS) / Math.max(1, intervals), leastSeconds);
    return { ...found, note: `a slope needs ${FEWEST_INTERVALS} intervals, ${intervals} planned: ${advice}` };
  }
  if (planned !== null && needed !== null && planned < needed) {
    const advice = runLonger((seconds * needed) / planned, leastSeconds);
    return { ...found, note: `a slope needs ${needed} samples, ${planned} planned: ${advice}` };
  }
  return { ...found, decidable: true, note: planned === null ? "counted when it has run" : "" };
}

/** Why a stretch that was measured is too short for a slope; null when it is not. */
export function tooShort(
  measure: SlopeMeasure,
  { measured, samples }: SlopeUnits,
  { slices, leastSeconds }: Stretch,
): string | null {
  const seconds = lengthUs(slices) / US_PER_S;
  const leastSecondsOf = shortestUs(measure) / US_PER_S;
  if (seconds < leastSecondsOf) {
    return `a slope ${perText(measure)} needs ${formatTime(shortestUs(measure))}: ${runLonger(leastSecondsOf, leastSeconds)}`;
  }
  if (measured < FEWEST_INTERVALS) {
    const advice = runLonger((seconds * FEWEST_INTERVALS) / measured, leastSeconds);
    return `a slope needs ${FEWEST_INTERVALS} intervals, has ${measured}: ${advice}`;
  }
  const needed = samplesFor(figureOf(measure));
  if (needed === null || samples >= needed) return null;
  return `a slope needs ${needed} samples, has ${samples}: ${runLonger((seconds * needed) / samples, leastSeconds)}`;
}

/** So many that each of the fewest units has the figure: of p95 20 each. Null where their number does not decide. */
function samplesFor(of: DriftOf): number | null {
  switch (of.of) {
    case "percentile":
      return Math.ceil(FEWEST_INTERVALS / (1 - of.p) - 1e-6);
    case "mean":
      return FEWEST_INTERVALS;
    case "error_rate":
    case "rate":
    case "signal":
      return null;
  }
}

function shortestUs({ perUs }: SlopeMeasure): Us {
  return perUs * LEAST_SHARE_OF_PER;
}

function perText({ perUs }: SlopeMeasure): string {
  return `per ${formatDuration(perUs)}`;
}
