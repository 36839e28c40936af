import type { Us } from "../shared/index.ts";

export type FailureCode = "refused" | "reset" | "dns" | "tls" | "protocol";
export type ShedReason = "in_flight_cap" | "stopped";

/** How an arrival ended. A response is good, or bad for a reason: its status ("503"), "check" (the check said no to a status of 2xx) or "check_threw". */
export type Outcome =
  | { readonly kind: "good"; readonly status: number }
  | { readonly kind: "bad"; readonly status: number; readonly reason: string }
  | { readonly kind: "failed"; readonly code: FailureCode }
  | { readonly kind: "timeout" }
  | { readonly kind: "shed"; readonly reason: ShedReason }
  | { readonly kind: "unfinished" };

/** Counts of one operation in one interval of intended starts, but `completed` and `good_done`, which count by completion time. */
export interface Counts {
  readonly planned: number;
  readonly released: number;
  readonly good: number;
  readonly bad: number;
  readonly failed: number;
  readonly timeout: number;
  readonly shed: number;
  readonly unfinished: number;
  /** Good, bad and failed whose end fell into this interval, whatever their intended start; the drain's are counted nowhere. */
  readonly completed: number;
  /** The good among `completed`. */
  readonly good_done: number;
}

/**
 * Times are HdrHistograms in integer microseconds. `*_not_good`: bad and failed alone. Open workloads have all; closed
 * ones and flow steps have `service_time` and `service_time_not_good` only.
 */
export const SERIES = [
  "response_time",
  "service_time",
  "start_lag",
  "response_time_not_good",
  "service_time_not_good",
] as const;
export type Series = (typeof SERIES)[number];

/** One operation's end, as the engine's recorder takes it. Times from the run's origin. */
export interface Sample {
  readonly operation: string;
  readonly intendedUs: Us;
  /** Null when it was shed. */
  readonly releasedUs: Us | null;
  /** Null when nothing came (timeout, shed, unfinished). */
  readonly doneUs: Us | null;
  readonly outcome: Outcome;
}
