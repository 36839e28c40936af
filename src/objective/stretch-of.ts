import type { PlanInterval } from "../plan/index.ts";
import { seededRandom } from "../shared/index.ts";
import { keeps, limitsFromAbove, samplesNeeded } from "../statistics/index.ts";
import { keyOf } from "./binding.ts";
import { comparable } from "./census.ts";
import { findPlanned } from "./in-plan.ts";
import type { Promised, Stretch } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import type { LevelView, Objective } from "./objective.ts";
import { countsOf } from "./stretch.ts";
import { comparableLimit } from "./times.ts";

const NO_SIGNALS = {};

/** A promise at 1x as recovery asks for it: broken by the bound on its limit's good side, by the figure where there is none. */
export function promised(objective: Objective): Promised {
  const { that, comparison } = objective;
  const limit = comparableLimit(objective);
  return {
    that,
    ofErrors: objective.measure.kind === "error_rate",
    breaks(stretch) {
      const { observed, bounds, samples, atLeast } = kindOf(objective.measure).estimate(objective, stretch);
      if (observed === null || atLeast === true || starved(objective, samples, stretch)) return null;
      const certain = bounds === null ? observed : bounds[limitsFromAbove(comparison) ? 0 : 1];
      return !keeps(comparable(certain), comparison, limit);
    },
  };
}

/** Whether a percentile would have its samples had the responses been good: errors must not make room for a few quick ones. */
function starved({ measure }: Objective, samples: number, stretch: Stretch): boolean {
  if (measure.kind !== "percentile") return false;
  const needed = samplesNeeded(measure.p);
  return samples < needed && countsOf(stretch).planned >= needed;
}

/**
 * What a promise is judged on, from a level's view. Bootstraps are seeded from the plan's seed, the promise's operation
 * and key (not its limit, so that a raised limit meets the same resamples) and the phase.
 */
export function stretchOf(
  view: LevelView,
  objective: Objective,
  operation: string,
  intervals: readonly PlanInterval[],
  promises: readonly Promised[],
  leastSeconds: number,
): Stretch {
  const { record, plan, phase } = view;
  const random = seededRandom(plan.seed, `bootstrap ${operation} ${keyOf(objective)}`, phase.index);
  return {
    operation,
    timeoutUs: findPlanned(plan, operation)?.timeoutUs ?? 0,
    slices: view.intervals.flatMap((index) => {
      const interval = intervals[index];
      const cell = record.cells.get(index)?.get(operation) ?? null;
      const signals = record.target.get(index) ?? NO_SIGNALS;
      return interval === undefined
        ? []
        : [{ startUs: interval.startUs, endUs: interval.endUs, cell, signals }];
    }),
    steady: view.steady,
    seed: random.int(2 ** 32),
    leastSeconds,
    promisedAt1x: promises,
  };
}
