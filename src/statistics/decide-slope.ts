import { keeps, type LimitComparison } from "./decision.ts";
import { type FittedLine, fitLine } from "./slope-bounds.ts";
import type { Point } from "./theil-sen.ts";

/** How fast a series may rise, in the values' unit for one unit of `x`. */
export interface SlopeLimit {
  readonly limit: number;
  readonly comparison: Extract<LimitComparison, "<=" | "<">;
}

/** What a series tells of its slope, whatever limit it is then held against. */
export interface SlopeEvidence {
  /** Over the whole series. */
  readonly line: FittedLine;
  /** Over its later half. */
  readonly later: FittedLine;
}

export interface SlopeDecision {
  readonly state: "held" | "broken" | "undecided";
  /** Why it is undecided: the bounds of the whole do not decide, or the later half says the opposite of the whole. */
  readonly why: "" | "bounds" | "has stopped" | "has begun";
}

/** Half the time has so many times the whole's reach: a slope's error falls with the time to the power of 3/2. */
const HALF_REACH = 2 ** 1.5;

/**
 * Lines through a series in the order of time, and through its later half. `leastReach` is the least half-width of the
 * bounds, for values that are uncertain themselves.
 */
export function slopeEvidence(points: readonly Point[], seed: number, leastReach = 0): SlopeEvidence {
  return {
    line: widened(fitLine(points, seed), leastReach),
    later: widened(fitLine(points.slice(points.length >> 1), seed), leastReach * HALF_REACH),
  };
}

/**
 * Broken when the lower bound of the slope lies beyond the limit, held when the upper bound keeps it, else undecided;
 * and neither where the later half by itself says the opposite. What rises at first and then stays (a cache that fills, a
 * step) has a slope over the whole series that a person would not call a drift; what was flat and has begun to rise has
 * one that a person would not overlook.
 */
export function decideSlope(
  { line, later }: SlopeEvidence,
  { limit, comparison }: SlopeLimit,
): SlopeDecision {
  const keep = (slope: number): boolean => keeps(slope, comparison, limit);
  if (!keep(line.lower)) {
    return keep(later.upper) ? { state: "undecided", why: "has stopped" } : { state: "broken", why: "" };
  }
  if (!keep(line.upper)) return { state: "undecided", why: "bounds" };
  return keep(later.lower) ? { state: "held", why: "" } : { state: "undecided", why: "has begun" };
}

function widened(line: FittedLine, leastReach: number): FittedLine {
  return {
    ...line,
    lower: Math.min(line.lower, line.slope - leastReach),
    upper: Math.max(line.upper, line.slope + leastReach),
  };
}
