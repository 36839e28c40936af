import { formatDuration, type Ratio, US_PER_S, type Us } from "../../shared/index.ts";
import { type BurnPair, burnPairs, fastestBurn, type PairBurn } from "../burn-rate.ts";
import { judgeAsSeen } from "../census.ts";
import { formatMoment, formatNumber } from "../format.ts";
import type { Kind, Stretch } from "../kind.ts";
import { runLonger } from "../longer.ts";
import { countsOf } from "../stretch.ts";
import { RARE_ARRIVALS } from "../window-floor.ts";

export interface BudgetMeasure {
  readonly kind: "budget";
  /** The share promised to be good, below 1. */
  readonly goal: Ratio;
  readonly periodUs: Us;
}

const DAY_US: Us = 86_400 * US_PER_S;
/** Below a week the windows' share of the budget is less than what the promise itself allows in them; beyond a quarter nobody plans. */
const SHORTEST_US: Us = 7 * DAY_US;
const LONGEST_US: Us = 90 * DAY_US;

/**
 * `recall.good >= 99.9% over 30d`: an error budget, judged by how fast the level burns it. It is broken when both windows of
 * a pair burn faster than the pair allows: the long one says that it matters, the short one that it went on to the end.
 * (Google, The Site Reliability Workbook, chapter 5.) A level under 1 h holds no pair: undecided.
 */
export const budget: Kind<BudgetMeasure> = {
  name: "budget",
  spelling: "good ... over 30d",
  spellings: ["good"],
  subjects: ["operation"],
  unit: "ratio",
  span: { word: "over", example: "30d" },
  comparisons: [">="],
  windows: false,
  phase: "steady",
  partial: false,

  read: (text) => (text === "good" ? { kind: "budget", goal: 0, periodUs: 0 } : null),

  settle(_measure, { limit: goal, spanUs: periodUs }) {
    if (periodUs < SHORTEST_US || periodUs > LONGEST_US) {
      return { problem: `"over ${formatDuration(periodUs)}": a budget is for 7d to 90d` };
    }
    const [first] = burnPairs(periodUs);
    if (first === undefined || goal >= 1)
      return { problem: "100% good leaves no budget: write a little less, or error_rate" };
    if (first.burn * (1 - goal) >= 1) {
      return {
        problem: `nothing burns the budget of ${formatNumber(goal * 100)}% ${formatNumber(first.burn)} times as fast as it lasts: promise error_rate instead`,
      };
    }
    const measure = { kind: "budget" as const, goal, periodUs };
    return { measure, limit: first.burn, unit: "burn", comparison: "<=" };
  },

  need({ measure }, { planned, seconds, leastSeconds }) {
    const [shortest] = burnPairs(measure.periodUs);
    const longS = (shortest?.longUs ?? 0) / US_PER_S;
    const needed = shortest === undefined ? null : arrivalsIn(shortest, measure.goal);
    const found = { needed, ample: 0 };
    if (planned === 0) return { ...found, decidable: false, note: "no arrival is planned" };
    if (seconds < longS) {
      return {
        ...found,
        decidable: false,
        note: `its shortest windows last 1 h: ${runLonger(longS, leastSeconds)}`,
      };
    }
    if (planned === null) return { ...found, decidable: true, note: "counted when it has run" };
    const inWindow = Math.floor((planned * longS) / seconds);
    if (needed !== null && inWindow < needed) {
      return {
        ...found,
        decidable: false,
        note: `a window of 1 h needs ${needed} arrivals, ${inWindow} planned: a higher rate`,
      };
    }
    return { ...found, decidable: true, note: "" };
  },

  estimate({ measure }, stretch) {
    const { planned } = countsOf(stretch);
    const { goal } = measure;
    const pairs = burnPairs(measure.periodUs).map((pair) => ({ pair, floor: arrivalsIn(pair, goal) }));
    const found = pairs.map(({ pair, floor }) => ({ floor, ...fastestBurn(stretch, pair, 1 - goal, floor) }));
    const judged = found.flatMap(({ fastest }) => fastest ?? []);
    // Of the pairs that burn beyond what they allow, and else of all, the one that burns it by the largest factor.
    const worst = judged.reduce<PairBurn | null>(
      (most, one) => (most === null || one.burn / one.pair.burn > most.burn / most.pair.burn ? one : most),
      null,
    );
    const nothing = { observed: null, bounds: null, samples: planned };
    if (planned === 0) return { ...nothing, note: "" };
    if (worst === null)
      return {
        ...nothing,
        open: true,
        note: whyNone(
          stretch,
          found.map(({ fewest }) => fewest),
          measure,
        ),
      };
    const seen = { observed: worst.burn, bounds: null, samples: planned, limit: worst.pair.burn };
    const note = noteOf(worst, judged, found.length);
    const empty = found.some(({ fewest, floor }) => fewest !== null && fewest < floor);
    if (!empty) return { ...seen, note };
    return { ...seen, note: `${note}; some windows have too few arrivals to judge`, atLeast: true };
  },

  judge(objective, stretch) {
    const estimate = budget.estimate(objective, stretch);
    if (estimate.observed === null) return { ...estimate, state: "undecided" };
    return judgeAsSeen(objective, estimate.limit ?? objective.limit, estimate);
  },
};

/** Arrivals of a long window, so that a single error is no verdict. */
function arrivalsIn({ burn }: BurnPair, goal: Ratio): number {
  return Math.ceil(RARE_ARRIVALS / (burn * (1 - goal)) - 1e-6);
}

function noteOf(
  { pair, longBurn, shortBurn, fromUs, toUs }: PairBurn,
  judged: readonly PairBurn[],
  pairs: number,
): string {
  const windows = `${formatDuration(pair.longUs)} and ${formatDuration(pair.shortUs)}`;
  const place = `${formatMoment(fromUs)} to ${formatMoment(toUs)} of the level`;
  const seen = `${formatNumber(longBurn)} times the budget in ${formatDuration(pair.longUs)} and ${formatNumber(shortBurn)} in its last ${formatDuration(pair.shortUs)} (${place}), at most ${formatNumber(pair.burn)} in both`;
  return judged.length === pairs ? seen : `${seen}; only ${windows} fit into what was judged`;
}

function whyNone(
  stretch: Stretch,
  fewest: readonly (number | null)[],
  { periodUs, goal }: BudgetMeasure,
): string {
  const [shortest] = burnPairs(periodUs);
  if (shortest === undefined) return "";
  const [most] = fewest;
  if (most === undefined || most === null) {
    return `its shortest windows last ${formatDuration(shortest.longUs)}: ${runLonger(shortest.longUs / US_PER_S, stretch.leastSeconds)}`;
  }
  return `a window of ${formatDuration(shortest.longUs)} needs ${arrivalsIn(shortest, goal)} planned arrivals, the emptiest has ${most}: a higher rate`;
}
