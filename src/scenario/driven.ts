import type { Us } from "../shared/index.ts";
import type { Judged } from "./judge-response.ts";
import type { ResponseView } from "./scenario.ts";
import type { WireRequest } from "./wire-request.ts";

export type DriveAction =
  /** Send this and hand the response to `answered`. `step` is null but in flows. */
  | { readonly kind: "request"; readonly step: string | null; readonly request: WireRequest }
  /** Wait, then call `paused`. */
  | { readonly kind: "pause"; readonly pauseUs: Us }
  | { readonly kind: "ended"; readonly judged: Judged };

/**
 * One arrival of an operation, driven from outside: an engine carries out each action and reports back. Any method
 * throws {@link ScenarioFault} where the scenario's own code is wrong. It may be dropped at any point (a timeout).
 */
export interface Driven {
  start(): DriveAction;
  /** Judges the response to the request just sent and says what comes next. A step that is not good ends a flow. */
  answered(response: ResponseView): { readonly judged: Judged; readonly next: DriveAction };
  paused(): DriveAction;
}
