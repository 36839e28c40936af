import type { Cell } from "../../record/index.ts";
import type { Us } from "../../shared/index.ts";
import { bootstrapMeanBounds, type Distribution, keeps, total } from "../../statistics/index.ts";
import { cannotHold } from "../census.ts";
import type { Estimate, Kind } from "../kind.ts";
import { runLonger, runLongerFor } from "../longer.ts";
import { secondsOf } from "../stretch.ts";
import { type Basis, limitUsOf, timesIn, timesOf } from "../times.ts";
import { needOfWindow } from "../window-floor.ts";

export interface MeanMeasure {
  readonly kind: "mean";
  readonly basis: Basis;
}

/** Below this many intervals the block bootstrap has too little to resample. */
const FEWEST_SECONDS = 10;

/**
 * `mean`, `service.mean`. What lies beyond every finite value enters at the operation's timeout, so that the figure is
 * "at least" and has no upper bound: it can break, but not hold. Bounds are the block bootstrap's, for a mean has no exact
 * ones.
 */
export const mean: Kind<MeanMeasure> = {
  name: "mean",
  spelling: "mean",
  spellings: ["mean", "service.mean"],
  subjects: ["operation"],
  unit: "ms",
  comparisons: ["<=", "<"],
  windows: true,
  phase: "steady",
  partial: true,

  read(text) {
    if (text === "mean") return { kind: "mean", basis: "response" };
    return text === "service.mean" ? { kind: "mean", basis: "service" } : null;
  },

  need(objective, stretch) {
    if (objective.windowUs !== null) return needOfWindow(objective, stretch);
    const { planned, seconds, leastSeconds } = stretch;
    if (planned === 0) return { needed: null, ample: 0, decidable: false, note: "no arrival is planned" };
    const decidable = seconds >= FEWEST_SECONDS;
    const note = decidable
      ? ""
      : `a mean's bounds need ${FEWEST_SECONDS} seconds: ${runLonger(FEWEST_SECONDS, leastSeconds)}`;
    return { needed: null, ample: 0, decidable, note };
  },

  estimate(objective, stretch) {
    return seen(timesIn(stretch.slices, objective), stretch.timeoutUs);
  },

  roll(objective, { timeoutUs }) {
    let sums: Sums = { sumUs: 0, samples: 0, beyond: 0 };
    const put = (cell: Cell | null, sign: 1 | -1): void => {
      const more = sumsOf(timesOf(cell, objective), timeoutUs);
      sums = {
        sumUs: sums.sumUs + sign * more.sumUs,
        samples: sums.samples + sign * more.samples,
        beyond: sums.beyond + sign * more.beyond,
      };
    };
    return {
      add: ({ cell }) => put(cell, 1),
      remove: ({ cell }) => put(cell, -1),
      estimate: () => estimateOf(sums),
    };
  },

  judge(objective, stretch) {
    const { timeoutUs, seed, leastSeconds } = stretch;
    const estimate = mean.estimate(objective, stretch);
    const intervals = stretch.slices.map(({ cell }) => sumsOf(timesOf(cell, objective), timeoutUs));
    const bounds = bootstrapMeanBounds(
      intervals.map(({ sumUs: sum, samples: count }) => ({ sum, count })),
      seed,
    );
    const limit = limitUsOf(objective);
    if (bounds === null) {
      const note = `a mean's bounds need ${FEWEST_SECONDS} intervals, here are ${intervals.length}: ${runLonger(FEWEST_SECONDS, leastSeconds)}`;
      return { ...estimate, state: "undecided", note: join(estimate.note, note) };
    }
    const { lower, upper } = bounds;
    const known = estimate.atLeast === true ? null : upper;
    const judged = { ...estimate, bounds: [lower, known] as const };
    if (!keeps(lower, objective.comparison, limit)) return { ...judged, state: "broken" };
    if (known === null) return { ...judged, state: "undecided", note: cannotHold(estimate) };
    if (keeps(upper, objective.comparison, limit)) return { ...judged, state: "held" };
    const observed = meanUs(estimate);
    const bound = observed <= limit ? upper : lower;
    const advice = runLongerFor({ seconds: secondsOf(stretch), leastSeconds }, { observed, bound, limit });
    const note = join(estimate.note, `the limit lies within the bounds: ${advice}`);
    return { ...judged, state: "undecided", note };
  },
};

function join(...notes: readonly string[]): string {
  return notes.filter((note) => note !== "").join("; ");
}

function meanUs({ observed }: Estimate): number {
  return typeof observed === "number" ? observed : Number.NaN;
}

function sumUs({ values, counts, beyond }: Distribution, timeoutUs: Us): number {
  return values.reduce((sum, us, i) => sum + us * (counts[i] ?? 0), beyond * timeoutUs);
}

/** Whole numbers, so that what is added and taken away again leaves nothing. */
interface Sums {
  readonly sumUs: number;
  readonly samples: number;
  readonly beyond: number;
}

function sumsOf(times: Distribution, timeoutUs: Us): Sums {
  return { sumUs: sumUs(times, timeoutUs), samples: total(times), beyond: times.beyond };
}

function seen(times: Distribution, timeoutUs: Us): Estimate {
  return estimateOf(sumsOf(times, timeoutUs));
}

function estimateOf({ sumUs: us, samples, beyond }: Sums): Estimate {
  if (samples === 0) return { observed: null, bounds: null, samples, note: "" };
  const found = { observed: us / samples, bounds: null, samples };
  if (beyond === 0) return { ...found, note: "" };
  const note = `at least: ${beyond} of ${samples} count as their timeout`;
  return { ...found, note, atLeast: true };
}
