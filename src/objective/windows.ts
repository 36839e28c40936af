import { formatDuration, US_PER_S, type Us } from "../shared/index.ts";
import { keeps, limitsFromAbove } from "../statistics/index.ts";
import { cannotHold, comparable } from "./census.ts";
import type { Estimate, Judged, Kind, Stretch } from "./kind.ts";
import { widenWindow } from "./longer.ts";
import type { Measure, Objective } from "./objective.ts";
import { countsOf, part, secondsOf } from "./stretch.ts";
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
 * planned arrivals; held when every window has enough and keeps the limit; undecided otherwise. Null when the stretch is
 * shorter than the window.
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

  const fewest = Math.min(...windows.map((window) => countsOf(window).planned));
  const judged = windows
    .filter((window) => countsOf(window).planned >= floor)
    .map((window): Judgement => {
      const estimate = kind.estimate(objective, window);
      const fromUs = (window.slices[0]?.startUs ?? 0) - originUs;
      const toUs = (window.slices.at(-1)?.endUs ?? 0) - originUs;
      const value = comparable(estimate.observed);
      return {
        estimate,
        fromUs,
        toUs,
        broken: !Number.isNaN(value) && !keeps(value, objective.comparison, limit),
      };
    });
  const unsampled = judged.filter(({ estimate }) => estimate.observed === null).length;
  const worst = worstOf(judged, limitsFromAbove(objective.comparison));
  if (worst === null) {
    const samples = countsOf(stretch).planned;
    return { observed: null, bounds: null, samples, state: "undecided", note: tooFew() };
  }
  const place = `worst window: ${formatDuration(worst.fromUs)} to ${formatDuration(worst.toUs)} of the level`;
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

/** From every interval on, the fewest intervals that last as long as the window; none where the stretch ends before. */
function windowsOf(stretch: Stretch, windowUs: Us): readonly Stretch[] {
  const { slices } = stretch;
  let to = 0;
  return slices.flatMap(({ startUs }, from) => {
    while (to < slices.length && (slices[to]?.endUs ?? 0) - startUs < windowUs) to += 1;
    return to < slices.length ? [part(stretch, from, to + 1)] : [];
  });
}
