export { binds, operationsOf } from "./binding.ts";
export { defaultSteadyUs, recoveryUsOf } from "./durations.ts";
export {
  formatBounds,
  formatLimit,
  formatNumber,
  formatObserved,
  formatTime,
  type Scale,
  scaleOf,
} from "./format.ts";
export { judgeObjectives } from "./judge-objectives.ts";
export type {
  Estimate,
  Judged,
  Kind,
  ObjectiveOf,
  PlannedStretch,
  SlopeLine,
  Stretch,
  Subject,
  Sufficiency,
} from "./kind.ts";
export { KINDS, kindOf } from "./kinds.ts";
export type { Load } from "./load.ts";
export { needsOf, whyNotInPlan } from "./needs.ts";
export type * from "./objective.ts";
export { parseThresholds, type ThresholdsScope } from "./parse-thresholds.ts";
export { PROCESS_SIGNALS, signalOf, TARGET } from "./signal-units.ts";
export { comparableLimit } from "./times.ts";
export { tooManyNotGood, UNPROMISED_ERROR_SHARE } from "./unpromised-errors.ts";
