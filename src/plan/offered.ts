import type { Us } from "../shared/index.ts";
import { US_PER_S } from "../shared/index.ts";
import type { LoadPlan, Phase } from "./load-plan.ts";

/** Arrivals/s or users that a phase asks for at a time within it. */
function loadAt({ startUs, endUs, from, to }: Phase, us: Us): number {
  return from + ((to - from) * (us - startUs)) / (endUs - startUs);
}

/**
 * Arrivals of the operations (probes not among them) that the plan asks for in [startUs, endUs): the integral of the
 * offered rate, so not a whole number in general. 0 for a closed workload, whose arrivals depend on the replies.
 */
export function offeredBetween(plan: LoadPlan, startUs: Us, endUs: Us): number {
  if (plan.workload === "closed") return 0;
  let arrivals = 0;
  for (const phase of plan.phases) {
    const from = Math.max(startUs, phase.startUs);
    const to = Math.min(endUs, phase.endUs);
    // A linear rate's integral: its mean at the two ends times the time between them.
    if (from < to) arrivals += ((loadAt(phase, from) + loadAt(phase, to)) / 2) * ((to - from) / US_PER_S);
  }
  return arrivals;
}

/** Users that a closed workload keeps busy at a time, rounded to whole users, at least 1 before the drain; open: 0. */
export function usersAt(plan: LoadPlan, us: Us): number {
  if (plan.workload === "open") return 0;
  const phase = plan.phases.find(({ startUs, endUs }) => startUs <= us && us < endUs);
  if (phase === undefined || phase.kind === "drain") return 0;
  return Math.max(1, Math.round(loadAt(phase, us)));
}

/** The highest load of any moment: arrivals/s of the operations, or users. */
export function peakOf(plan: LoadPlan): number {
  return Math.max(...plan.phases.map(({ from, to }) => Math.max(from, to)));
}
