export { type ContextParts, contextOf } from "./context.ts";
export { defineScenario } from "./define-scenario.ts";
export type { DriveAction, Driven } from "./driven.ts";
export { environment, type VariableSource, type Variables } from "./environment.ts";
export type { Judged } from "./judge-response.ts";
export { operate, operateSetup } from "./operate.ts";
export { pause } from "./pause.ts";
export type {
  Context,
  Flow,
  Operation,
  Pause,
  Probe,
  RequestSpec,
  ResponseView,
  Scenario,
} from "./scenario.ts";
export { ScenarioFault } from "./scenario-fault.ts";
export type { BuildSource, Signal } from "./signal.ts";
export type { WireRequest } from "./wire-request.ts";
