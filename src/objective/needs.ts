import {
  type ArrivalCounts,
  intervalsOf,
  type LoadPlan,
  levelsOf,
  type Phase,
  recoveryOf,
} from "../plan/index.ts";
import { formatDuration, type Seconds, US_PER_S, type Us } from "../shared/index.ts";
import { binds, operationsOf } from "./binding.ts";
import { leastAdvisedSeconds } from "./durations.ts";
import { findPlanned, lacking, lackingLevel } from "./in-plan.ts";
import { kindOf } from "./kinds.ts";
import { holdWindow } from "./longer.ts";
import type { Need, Objective, Objectives } from "./objective.ts";
import { signalOf } from "./signal-units.ts";

/**
 * What each promise needs at each level it binds at, against what is planned, before any traffic. A promise that the plan
 * lacks is listed once, with x null, 0 planned and the reason.
 */
export function needsOf(objectives: Objectives, plan: LoadPlan, counts: ArrivalCounts): readonly Need[] {
  const { list } = objectives;
  const leastSeconds = leastAdvisedSeconds(objectives, plan);
  return list.flatMap((objective) =>
    operationsOf(objective, plan.operations).flatMap((operation) => needs(objective, operation)),
  );

  function needs(objective: Objective, operation: string): readonly Need[] {
    const absent = (note: string): Need => ({
      objective,
      operation,
      x: null,
      needed: null,
      ample: null,
      planned: 0,
      decidable: false,
      note,
    });
    const reason = lacking(objective, operation, plan);
    if (reason !== null) return [absent(reason)];
    if (kindOf(objective.measure).phase === "recovery") {
      const recovery = recoveryOf(plan);
      return [recovery === null ? absent(NO_RECOVERY) : need(objective, operation, recovery)];
    }
    const levels = levelsOf(plan);
    const xs = levels.map(({ x }) => x);
    const missing = objective.at?.filter((x) => !xs.includes(x)) ?? [];
    const bound = levels.filter(({ x }) => binds(list, objective, operation, x));
    return [
      ...bound.map((level) => needAtLevel(objective, operation, level)),
      ...(missing.length > 0 ? [absent(lackingLevel(missing, xs))] : []),
    ];
  }

  function needAtLevel(objective: Objective, operation: string, level: Phase): Need {
    const { windowUs } = objective;
    const lengthUs = level.endUs - level.startUs;
    if (windowUs === null || windowUs <= lengthUs) return need(objective, operation, level);
    const note = tooShort(lengthUs, windowUs, leastSeconds);
    const nothing = { needed: null, ample: null, planned: 0, decidable: false };
    return { objective, operation, x: level.x, ...nothing, note };
  }

  function need(objective: Objective, operation: string, { index, x, startUs, endUs }: Phase): Need {
    const planned = findPlanned(plan, operation);
    const intervals = intervalsOf(plan).filter(({ phase }) => phase === index).length;
    // A signal has a value an interval.
    const ofTarget = signalOf(objective.measure) !== null;
    const arrivals = ofTarget ? intervals : (counts[index]?.get(planned?.arrivals ?? operation) ?? 0);
    const { windowUs } = objective;
    // Of a window, the share of the level's arrivals that falls into it.
    const share = windowUs === null ? 1 : windowUs / (endUs - startUs);
    const inStretch =
      plan.workload === "closed" && planned?.kind !== "probe" && !ofTarget
        ? null
        : Math.floor(arrivals * share);
    const { needed, ample, decidable, note } = kindOf(objective.measure).need(objective, {
      planned: inStretch,
      seconds: ((endUs - startUs) * share) / US_PER_S,
      intervals: Math.floor(intervals * share),
      probe: planned?.kind === "probe",
      levelSeconds: (endUs - startUs) / US_PER_S,
      leastSeconds,
    });
    const amount = { needed, ample: ample === 0 ? null : ample, planned: inStretch };
    return { objective, operation, x, ...amount, decidable, note };
  }
}

/** Only plans that go above 1x end in a recovery phase. */
export const NO_RECOVERY = "this plan has no recovery phase: it never goes above 1x";

export function tooShort(levelUs: Us, windowUs: Us, leastSeconds: Seconds): string {
  const advice = holdWindow(windowUs / US_PER_S, leastSeconds);
  return `a level of ${formatDuration(levelUs)} is shorter than its window: ${advice}`;
}

/** Each promise that this plan cannot judge anywhere, with the reason: `shop.p95 <= 1s: closed workloads have service time only: ...`. */
export function whyNotInPlan(needs: readonly Need[]): readonly string[] {
  const placed = new Set(needs.filter(({ planned }) => planned !== 0).map(placeOf));
  const absent = needs.filter((need) => need.planned === 0 && !placed.has(placeOf(need)));
  return [...new Set(absent.map((need) => `${placeOf(need)}: ${need.note}`))];
}

/** The promise, with the operation named where it speaks of all. */
function placeOf({ objective, operation }: Need): string {
  return objective.operation === operation ? objective.that : `${objective.that} for ${operation}`;
}
