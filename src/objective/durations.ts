import { type LoadPlan, levelsOf } from "../plan/index.ts";
import { type Seconds, US_PER_S, type Us } from "../shared/index.ts";
import { binds, operationsOf } from "./binding.ts";
import { kindOf } from "./kinds.ts";
import { type Load, rateOf } from "./load.ts";
import type { Objectives } from "./objective.ts";
import { recoveryWindowUs } from "./recovery-window.ts";

const SHORTEST_STEADY_S = 30;
/** Recovery where nothing is promised of it: long enough to see the load fall. */
const UNPROMISED_RECOVERY_US: Us = 10 * US_PER_S;

/**
 * Steady time of a level, in whole seconds: the shortest from 30 s on in which the planned rates bring every percentile
 * twice the samples it needs, and every error rate the arrivals with which half its limit passes (a probe: with which no
 * error passes). Windows, drift and recovery do not lengthen it, nor does a closed workload's unknown rate.
 */
export function defaultSteadyUs({ list }: Objectives, load: Load, x: number): Us {
  let seconds = SHORTEST_STEADY_S;
  for (const objective of list) {
    if (objective.windowUs !== null || kindOf(objective.measure).phase !== "steady") continue;
    for (const operation of operationsOf(objective, load.operations)) {
      const rate = rateOf(load, operation, x);
      if (rate === null || rate === 0 || !binds(list, objective, operation, x)) continue;
      const probe = load.probes.some(({ name }) => name === operation);
      const { ample } = kindOf(objective.measure).need(objective, {
        planned: 0,
        seconds,
        intervals: seconds,
        probe,
        levelSeconds: seconds,
        leastSeconds: seconds,
      });
      seconds = Math.max(seconds, Math.ceil(ample / rate - 1e-9));
    }
  }
  return seconds * US_PER_S;
}

/** The shortest `--duration` worth advising: what every level's promises ask for, and what the longest one lasts already. */
export function leastAdvisedSeconds(objectives: Objectives, plan: LoadPlan): Seconds {
  const load = { ...plan, rate: plan.expected.rate };
  const lengths = levelsOf(plan).map(({ x, startUs, endUs }) =>
    Math.max(endUs - startUs, defaultSteadyUs(objectives, load, x)),
  );
  return Math.max(0, ...lengths) / US_PER_S;
}

/** Length of the recovery phase, in whole seconds: the longest promised recovery and two of its windows; 10 s without a promise. */
export function recoveryUsOf({ list }: Objectives, load: Load): Us {
  const lengths = list
    .filter(({ measure }) => kindOf(measure).phase === "recovery")
    .flatMap((objective) =>
      operationsOf(objective, load.operations).map(
        (operation) => objective.limit + 2 * recoveryWindowUs(rateOf(load, operation, 1)),
      ),
    );
  const longestUs = lengths.length === 0 ? UNPROMISED_RECOVERY_US : Math.max(...lengths);
  return Math.ceil(longestUs / US_PER_S) * US_PER_S;
}
