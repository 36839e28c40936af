import type { LoadPlan, Phase } from "./load-plan.ts";

/** The steady phases, in the order they are driven. */
export function levelsOf(plan: LoadPlan): readonly Phase[] {
  return plan.phases.filter(({ kind }) => kind === "steady");
}

/** The recovery phase, or null in a plan that never goes above 1x. */
export function recoveryOf(plan: LoadPlan): Phase | null {
  return plan.phases.find(({ kind }) => kind === "recovery") ?? null;
}
