import { US_PER_S, type Us } from "../shared/index.ts";
import { keeps, limitsFromAbove } from "../statistics/index.ts";
import { cannotHold, comparable } from "./census.ts";
import { formatMoment } from "./format.ts";
import type { Estimate, Judged, Kind, Stretch } from "./kind.ts";
import { widenWindow } from "./longer.ts";
import type { Measure, Objective } from "./objective.ts";
import { signalOf } from "./signal-units.ts";
import { estimator, windowsOf } from "./sliding.ts";
import { countsOf, secondsOf } from "./stretch.ts";
import { comparableLimit } from "./times.ts";
import { windowFloor } from "./window-floor.ts";

interface Judgement {
  readonly estimate: Estimate;
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly broken: boolean;
}

/**
 * The worst window of a stretch by point estimate, windows starting at every interval. Broken by any window with enough
 * planned arrivals; held when every window has enough and keeps the limit; undecided otherwise, and unmeasured where a
 * signal was. Null when the stretch has no whole window.
 */
export function judgeWindows(
  kind: Kind<Measure>,
  objective: Objective,
  windowUs: Us,
  stretch: Stretch,
): Judged | null {
  const windows = windowsOf(stretch, windowUs);
  if (windows.length === 0) return null;
  const floor = windowFloor(objective);
  const limit = comparableLimit(objective);
  const originUs = stretch.slices[0]?.startUs ?? 0;

  const fewest = windows.reduce((least, { planned }) => Math.min(least, planned), Number.POSITIVE_INFINITY);
  const estimateOf = estimator(kind, objective, stretch);
  const judged = windows
    .filter(({ planned }) => planned >= floor)
    .map((window): Judgement => {
      const estimate = estimateOf(window);
      const value = comparable(estimate.observed);
      return {
        estimate,
        fromUs: window.startUs - originUs,
        toUs: window.endUs - originUs,
        broken: !Number.isNaN(value) && !keeps(value, objective.comparison, limit),
      };
    });
  const unsampled = judged.filter(({ estimate }) => estimate.observed === null).length;
  const worst = worstOf(judged, limitsFromAbove(objective.comparison));
  const signal = signalOf(objective.measure);
  if (worst?.broken !== true && unsampled > 0 && signal !== null) {
    const samples = stretch.slices.filter(({ signals }) => signals[signal] !== undefined).length;
    const note = `${signal} was measured too seldom in ${unsampled} of ${judged.length} windows`;
    return { observed: null, bounds: null, samples, state: "unmeasured", note };
  }
  if (worst === null) {
    const samples = countsOf(stretch).planned;
    if (fewest >= floor) return { observed: null, bounds: null, samples, state: "unmeasured", note: "" };
    return { observed: null, bounds: null, samples, state: "undecided", note: tooFew() };
  }
  const place = `worst window: ${formatMoment(worst.fromUs)} to ${formatMoment(worst.toUs)} of the level`;
  const seen = { ...worst.estimate, bounds: null };
  if (worst.broken) return { ...seen, state: "broken", note: place };
  const atLeast = judged.find(({ estimate }) => estimate.atLeast === true);
  if (atLeast !== undefined) {
    return { ...seen, state: "undecided", note: `${place}; ${cannotHold(atLeast.estimate)}` };
  }
  if (fewest < floor) return { ...seen, state: "undecided", note: `${place}; ${tooFew()}` };
  if (unsampled > 0) {
    return { ...seen, state: "undecided", note: `${place}; ${unsampled} windows have no sample` };
  }
  return { ...seen, state: "held", note: place };

  function tooFew(): string {
    const window = { seconds: windowUs / US_PER_S, arrivals: fewest };
    const level = { seconds: secondsOf(stretch), leastSeconds: stretch.leastSeconds };
    return `a window needs ${floor} planned arrivals, the emptiest has ${fewest}: ${widenWindow(window, floor, level)}`;
  }
}

function worstOf(judged: readonly Judgement[], fromAbove: boolean): Judgement | null {
  const sign = fromAbove ? 1 : -1;
  return judged
    .filter(({ estimate }) => estimate.observed !== null)
    .reduce<Judgement | null>(
      (worst, one) =>
        worst === null ||
        sign * comparable(one.estimate.observed) > sign * comparable(worst.estimate.observed)
          ? one
          : worst,
      null,
    );
}
