import { type Ratio, US_PER_S, type Us } from "../shared/index.ts";
import {
  decideSlope,
  type FittedLine,
  median,
  type SlopeDecision,
  type SlopeEvidence,
  slopeEvidence,
} from "../statistics/index.ts";
import { notMeasured, uncovered } from "./coverage.ts";
import { formatObserved, formatTime } from "./format.ts";
import type { Estimate, Judged, ObjectiveOf, SlopeLine, Stretch } from "./kind.ts";
import { runLongerFor } from "./longer.ts";
import type { Unit } from "./objective.ts";
import { figureOf, lengthUs, type SlopeMeasure } from "./slope-measure.ts";
import { tooShort } from "./slope-need.ts";
import { type SlopeUnits, slopeUnits } from "./slope-units.ts";

const US_PER_H: Us = 3600 * US_PER_S;
/** Units beyond the timeout, of which a value is not known: as any others that lie apart, a few do not move the line. */
const MOST_BEYOND: Ratio = 0.05;
/** One standard error beside a one-sided 95 % bound. */
const ONE_SIDED = 1.6448536269514722;
/** Bounds of a slope narrow with the time to the power of 3/2. */
const NARROWING = 1.5;

/** The slope itself. */
export function estimateSlope(objective: ObjectiveOf<SlopeMeasure>, unit: Unit, stretch: Stretch): Estimate {
  return sought(objective, unit, stretch).estimate;
}

/** By the bounds of the slope, and by what the later half says. */
export function judgeSlope(objective: ObjectiveOf<SlopeMeasure>, unit: Unit, stretch: Stretch): Judged {
  const { measure, limit, comparison } = objective;
  const { estimate, slopes, units } = sought(objective, unit, stretch);
  if (slopes === null) return { ...estimate, state: estimate.open === true ? "undecided" : "unmeasured" };
  const of = figureOf(measure);
  const bySlope = { limit, comparison: comparison === "<" ? comparison : ("<=" as const) };
  const { state, why } = decideSlope(slopes, bySlope);
  const judged = { ...estimate, state };
  if (state === "broken") return { ...judged, note: runsFrom(estimate) };
  if (state === "undecided") return { ...judged, note: whyOpen(why) };
  const away = of.of === "signal" ? uncovered(of.signal, units.measured, stretch.slices.length) : null;
  if (away !== null)
    return { observed: null, bounds: null, samples: estimate.samples, state: "unmeasured", note: away };
  if (units.beyond > MOST_BEYOND * units.points.length) {
    const note = `${units.beyond} of ${units.points.length} stretches lie beyond the timeout, so it cannot be shown to hold`;
    return { ...judged, state: "undecided", note };
  }
  return judged;

  function whyOpen(reason: SlopeDecision["why"]): string {
    const later = formatObserved(objective, slopes?.later.slope ?? null);
    if (reason === "has stopped") {
      return `it rose at first and has stopped (${later} over the later half): a longer --warm-up leaves the start out`;
    }
    if (reason === "has begun") return `it has begun to rise: ${later} over the later half of the level`;
    const { slope, lower, upper } = slopes?.line ?? { slope: Number.NaN, lower: 0, upper: 0 };
    const found = { observed: slope, bound: slope <= limit ? upper : lower, limit };
    const level = { seconds: lengthUs(stretch.slices) / US_PER_S, leastSeconds: stretch.leastSeconds };
    return `the limit lies within the bounds: ${runLongerFor(level, found, NARROWING)}`;
  }
}

interface Sought {
  readonly estimate: Estimate;
  readonly units: SlopeUnits;
  /** In the promise's unit; null where there are too few values. */
  readonly slopes: SlopeEvidence | null;
}

function sought(
  { measure, unit, limit }: ObjectiveOf<SlopeMeasure>,
  valueUnit: Unit,
  stretch: Stretch,
): Sought {
  const of = figureOf(measure);
  const units = slopeUnits(of, valueUnit, stretch);
  const { points, samples } = units;
  const none = { observed: null, bounds: null, samples };
  const nothing = (estimate: Estimate): Sought => ({ estimate, units, slopes: null });
  if (points.length === 0) {
    return nothing({ ...none, note: of.of === "signal" ? notMeasured(of.signal) : "" });
  }
  const short = tooShort(measure, units, stretch);
  if (short !== null) return nothing({ ...none, note: short, open: true });
  const reference = unit === "ratio_per_h" ? median(points.map(({ y }) => y)) : 1;
  if (!(reference > 0)) {
    const instead = of.of === "signal" ? `: promise ${of.signal}.growth` : "";
    return nothing({
      ...none,
      note: `its median is ${reference}, of which nothing is a share${instead}`,
      open: true,
    });
  }
  const seen = slopeEvidence(points, stretch.seed, ONE_SIDED * units.leastError);
  const worse = of.of === "rate" ? -1 : 1;
  const slopes = {
    line: scaled(seen.line, worse / reference),
    later: scaled(seen.later, worse / reference),
  };
  const { slope, lower, upper } = slopes.line;
  const estimate = {
    observed: slope,
    bounds: [lower, upper] as const,
    samples,
    note: "",
    line: shown(units, seen.line, limit * worse * reference),
  };
  return { estimate, units, slopes };
}

function scaled({ slope, intercept, lower, upper }: FittedLine, by: number): FittedLine {
  const [low, high] = by < 0 ? [upper, lower] : [lower, upper];
  return { slope: slope * by, intercept: intercept * by, lower: low * by, upper: high * by };
}

function shown({ points, unit, startUs }: SlopeUnits, line: FittedLine, limitPerHour: number): SlopeLine {
  return {
    unit,
    points: points.map(({ x, y }) => ({ atUs: startUs + x * US_PER_H, value: y })),
    startUs,
    startValue: line.intercept,
    perHour: line.slope,
    limitPerHour,
    bounds: [line.lower, line.upper],
  };
}

/** `its line runs from 600 MB to 920 MB within 8 h` */
function runsFrom({ line }: Estimate): string {
  if (line === undefined) return "";
  const last = line.points.at(-1)?.atUs ?? line.startUs;
  const end = line.startValue + (line.perHour * (last - line.startUs)) / US_PER_H;
  const text = (value: number): string => formatObserved({ unit: line.unit }, value);
  return `its line runs from ${text(line.startValue)} to ${text(end)} within ${formatTime(last - line.startUs)}`;
}
