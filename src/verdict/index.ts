export { type Combined, combine, type Evidence } from "./combine.ts";
export { judge } from "./judge.ts";
export { levelView } from "./level-view.ts";
export type { PlacedCheck } from "./placed-check.ts";
export { type RunEnd, runEndOf } from "./run-end.ts";
export { backlogIn, type IntervalFlow, steadinessOf } from "./steadiness.ts";
export { checkValidity } from "./validity.ts";
export { VALIDITY_LIMITS } from "./validity-limits.ts";
export type * from "./verdict.ts";
