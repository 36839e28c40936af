export type { Fault, FaultKind } from "./fault.ts";
export { FAULTS, type FaultRow } from "./fault-table.ts";
export { parseFault } from "./parse-fault.ts";
export type { Lateness } from "./reply-clock.ts";
export { type RunningTarget, runTarget } from "./run-target.ts";
export type { ServedTarget } from "./serve.ts";
export {
  type EmbeddedTarget,
  type StartOptions,
  startEmbeddedTarget,
  type TargetExit,
} from "./start-embedded.ts";
export type { TargetOptions } from "./target-options.ts";
