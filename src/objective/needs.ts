import { type ArrivalCounts, type LoadPlan, levelsOf, type Phase, recoveryOf } from "../plan/index.ts";
import { formatDuration, US_PER_S } from "../shared/index.ts";
import { binds, operationsOf } from "./binding.ts";
import { findPlanned, lacking, lackingLevel } from "./in-plan.ts";
import { kindOf } from "./kinds.ts";
import type { Need, Objective, Objectives } from "./objective.ts";

/**
 * What each promise needs at each level it binds at, against what is planned, before any traffic. A promise that the plan
 * lacks is listed once, with x null, 0 planned and the reason.
 */
export function needsOf({ list }: Objectives, plan: LoadPlan, counts: ArrivalCounts): readonly Need[] {
  return list.flatMap((objective) =>
    operationsOf(objective, plan.operations).flatMap((operation) => needs(objective, operation)),
  );

  function needs(objective: Objective, operation: string): readonly Need[] {
    const absent = (note: string): Need => ({
      objective,
      operation,
      x: null,
      needed: null,
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
    const note = tooShort(lengthUs, windowUs);
    return { objective, operation, x: level.x, needed: null, planned: 0, decidable: false, note };
  }

  function need(objective: Objective, operation: string, { index, x, startUs, endUs }: Phase): Need {
    const planned = findPlanned(plan, operation);
    const arrivals = counts[index]?.get(planned?.arrivals ?? operation) ?? 0;
    const { windowUs } = objective;
    // Of a window, the share of the level's arrivals that falls into it.
    const share = windowUs === null ? 1 : windowUs / (endUs - startUs);
    const inStretch =
      plan.workload === "closed" && planned?.kind !== "probe" ? null : Math.floor(arrivals * share);
    const { needed, decidable, note } = kindOf(objective.measure).need(objective, {
      planned: inStretch,
      seconds: ((endUs - startUs) * share) / US_PER_S,
      probe: planned?.kind === "probe",
    });
    return { objective, operation, x, needed, planned: inStretch, decidable, note };
  }
}

/** Only plans that go above 1x end in a recovery phase. */
export const NO_RECOVERY = "this plan has no recovery phase: it never goes above 1x";

export function tooShort(levelUs: number, windowUs: number): string {
  return `the level lasts ${formatDuration(levelUs)}, shorter than its window: --duration ${formatDuration(windowUs)}`;
}
