import { US_PER_S } from "../shared/index.ts";
import type { LoadPlan } from "./load-plan.ts";
import { peakOf } from "./offered.ts";

/** Room above what a target that never answers keeps open, so that Poisson arrivals do not meet the cap. */
const ROOM = 1.2;

/**
 * Requests that must be able to be open at once so that neither a stall nor an overload turns into shed arrivals:
 * ceil(1.2 x peak rate x longest timeout), probes counted in both; for a closed workload its most users. With `parts` of
 * each of so many segments of the plan.
 */
export function inFlightCapOf(plan: LoadPlan, parts = 1): number {
  if (plan.workload === "closed") return Math.max(1, Math.ceil(Math.round(peakOf(plan)) / parts));
  const ratePerSec = plan.probes.reduce((sum, probe) => sum + probe.ratePerSec, peakOf(plan));
  const longestUs = Math.max(...[...plan.operations, ...plan.probes].map(({ timeoutUs }) => timeoutUs));
  const cap = (ROOM * ratePerSec * longestUs) / US_PER_S / parts;
  // A product that is whole but for its rounding stays: 1.2 x 35/s x 5 s is 210.
  return Math.ceil(cap - cap * 4 * Number.EPSILON);
}
