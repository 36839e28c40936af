export { arrivalsOf, operationDraw, type Shard } from "./arrivals.ts";
export { compilePlan, type PlanInput } from "./compile-plan.ts";
export {
  type ArrivalCounts,
  type Counted,
  countArrivals,
  countBetween,
  type Span,
} from "./count-arrivals.ts";
export { digestArrivals, planDigest, scheduleDigest } from "./digests.ts";
export { inFlightCapOf } from "./in-flight-cap.ts";
export { intervalIndexAt, intervalsOf } from "./intervals.ts";
export { levelsOf, recoveryOf } from "./levels.ts";
export type * from "./load-plan.ts";
export { offeredBetween, peakOf, usersAt } from "./offered.ts";
