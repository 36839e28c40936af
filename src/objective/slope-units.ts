import { US_PER_S, type Us } from "../shared/index.ts";
import { clopperPearson, median, type Point } from "../statistics/index.ts";
import type { Slice, Stretch } from "./kind.ts";
import type { DriftOf } from "./kinds/drift.ts";
import type { Unit } from "./objective.ts";
import { signalValue } from "./signal-units.ts";
import { meanUs, observationsIn, quantileUs } from "./unit-times.ts";

const US_PER_H: Us = 3600 * US_PER_S;
/** Pairs of units grow with their square: so many keep a day's slope within tens of milliseconds, and its sawteeth visible. */
const MOST_UNITS = 120;
/** A unit's error rate is a figure when it has some errors to count; with a few units a slope is still one. */
const ERRORS_A_UNIT = 5;
const FEWEST_ERROR_UNITS = 12;
/** sqrt(12): n independent values over a time T, each off by s, leave a slope off by s sqrt(12 / n) / T. */
const SPREAD = Math.sqrt(12);

/** A level as a slope sees it: neighbouring intervals taken together, each such unit with one value. */
export interface SlopeUnits {
  /** `x` in hours from the start of the level, `y` in the base unit of `unit`. */
  readonly points: readonly Point[];
  readonly unit: Unit;
  readonly startUs: Us;
  /** Intervals with a value. */
  readonly measured: number;
  /** Observations behind the values; of signals and rates the intervals. */
  readonly samples: number;
  /** Units whose value is known only to lie beyond the timeout; they stand at it. */
  readonly beyond: number;
  /** Least standard error of the slope, an hour: what chance alone does to counted values. */
  readonly leastError: number;
}

/** Percentiles and means of the unit's observations together (never means of percentiles), rates over its time, medians of a signal's values. */
export function slopeUnits(of: DriftOf, unit: Unit, stretch: Stretch): SlopeUnits {
  const startUs = stretch.slices[0]?.startUs ?? 0;
  const at = (slices: readonly Slice[]): number =>
    slices.reduce((sum, { startUs: from, endUs }) => sum + (from + endUs) / 2 - startUs, 0) /
    slices.length /
    US_PER_H;
  const found = { unit, startUs, beyond: 0, leastError: 0 };
  const filled = stretch.slices.filter(({ cell }) => cell !== null && cell.counts.planned > 0);
  const sumOf = (slices: readonly Slice[], count: "planned" | "good" | "good_done"): number =>
    slices.reduce((sum, { cell }) => sum + (cell?.counts[count] ?? 0), 0);

  switch (of.of) {
    case "signal": {
      const valued = stretch.slices.flatMap((slice) => {
        const value = signalValue(slice, of.signal, unit);
        return value === null ? [] : [{ slice, value }];
      });
      const points = groups(valued, MOST_UNITS).map((group) => ({
        x: at(group.map(({ slice }) => slice)),
        y: median(group.map(({ value }) => value)),
      }));
      return { ...found, points, measured: valued.length, samples: valued.length };
    }
    case "rate": {
      const points = groups(filled, MOST_UNITS).map((group) => {
        const us = group.reduce((sum, { startUs: from, endUs }) => sum + endUs - from, 0);
        return { x: at(group), y: sumOf(group, "good_done") / (us / US_PER_S) };
      });
      return { ...found, points, measured: filled.length, samples: filled.length };
    }
    case "error_rate": {
      const planned = sumOf(filled, "planned");
      const errors = planned - sumOf(filled, "good");
      const most = Math.max(FEWEST_ERROR_UNITS, Math.min(MOST_UNITS, Math.floor(errors / ERRORS_A_UNIT)));
      const points = groups(filled, most).map((group) => {
        const n = sumOf(group, "planned");
        return { x: at(group), y: (n - sumOf(group, "good")) / n };
      });
      const hours = ((filled.at(-1)?.endUs ?? startUs) - startUs) / US_PER_H;
      const { upper } = clopperPearson(errors, planned);
      const leastError = (Math.sqrt((upper * (1 - upper)) / planned) * SPREAD) / hours;
      return { ...found, points, measured: filled.length, samples: planned, leastError };
    }
    case "percentile":
    case "mean": {
      const observations = filled.reduce((sum, slice) => sum + observationsIn([slice], of.basis), 0);
      // A unit holds enough to have that percentile at all: 20 observations for p95.
      const most = of.of === "mean" ? observations : Math.floor(observations * (1 - of.p) + 1e-9);
      const units = groups(filled, Math.max(1, Math.min(MOST_UNITS, most)));
      const values = units.map((group) => ({
        x: at(group),
        us: of.of === "mean" ? meanUs(group, of.basis, stretch.timeoutUs) : quantileUs(group, of.basis, of.p),
      }));
      const known = values.filter(({ us }) => !Number.isNaN(us));
      const points = known.map(({ x, us }) => ({ x, y: Math.min(us, stretch.timeoutUs) }));
      const beyond = known.filter(({ us }) => us === Number.POSITIVE_INFINITY).length;
      return { ...found, points, beyond, measured: filled.length, samples: observations };
    }
  }
}

/** At most `most` groups of neighbours, all but the last of one size. */
function groups<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const size = Math.max(1, Math.ceil(list.length / most));
  const made: T[][] = [];
  for (let from = 0; from < list.length; from += size) made.push(list.slice(from, from + size));
  // A last one of less than half the size would weigh as much as the others.
  const last = made.at(-1);
  if (made.length > 1 && last !== undefined && last.length * 2 < size)
    made.splice(-2, 2, [...(made.at(-2) ?? []), ...last]);
  return made;
}
