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
