import type { Seconds } from "../shared/index.ts";
import type { LiveStatus } from "./live.ts";

/** How a run talks while it goes on, and how it is interrupted (reason: StopReason). */
export interface RunHooks {
  readonly say: (text: string) => void;
  readonly live: (status: LiveStatus) => void;
  /** How often `live` is called. */
  readonly liveEveryS: Seconds;
  readonly signal: AbortSignal;
}
