import type { Bundle } from "../../bundle/index.ts";
import type { LoadPlan, Shard } from "../../plan/index.ts";
import type { RecordLine } from "../../record/index.ts";
import type { Json, Us } from "../../shared/index.ts";
import type { ScenarioEnv } from "../engine.ts";
import type { InFlightCount } from "./in-flight.ts";

/** All that a worker needs to drive its share of a run; crosses to its thread by structured clone. */
export interface WorkerJob {
  readonly worker: number;
  readonly workers: number;
  /** Its part of the plan's arrivals or users, where that is not `worker` of `workers`: in a segment of the plan. */
  readonly shard?: Shard;
  readonly runId: string;
  readonly plan: LoadPlan;
  /** Where in the plan the run begins. */
  readonly fromUs: Us;
  readonly bundle: Pick<Bundle, "code" | "map" | "file">;
  readonly target: { readonly url: string; readonly insecure: boolean };
  readonly env: ScenarioEnv;
  readonly setup: Json;
  /** Of all workers together, who count in `inFlight`: a share each would shed where another has room. */
  readonly inFlightCap: number;
  readonly inFlight: InFlightCount;
  /** URL of the ticker thread's entry. */
  readonly tickerFile: string;
}

export type ToWorker =
  /** All are ready: the run's origin, in integer microseconds of the machine's monotonic clock: the moment that the run begins with is a little ahead. */
  | { readonly kind: "start"; readonly originUs: Us }
  /** Release nothing more, drain, report; the rest of the plan is recorded as shed or left unplanned. */
  | { readonly kind: "end"; readonly rest: "shed" | "unplanned" }
  /** The same at once: what is open is unfinished. */
  | { readonly kind: "abandon" };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "lines"; readonly lines: readonly RecordLine[] }
  /** The scenario read this variable of the process environment: its value must not leave the process. */
  | { readonly kind: "secret"; readonly name: string }
  /** The scenario's own code failed; the worker abandons its share. */
  | { readonly kind: "fault"; readonly message: string; readonly where: string }
  | { readonly kind: "done" };

/** Shares a number out over workers as evenly as whole numbers allow, the first ones taking what is left over. */
export function shareOf(total: number, worker: number, workers: number): number {
  return Math.floor(total / workers) + (worker < total % workers ? 1 : 0);
}

/** Worker t of T within segment s of S has the arrivals i with i mod S = s and floor(i / S) mod T = t, that is i mod ST = s + S t. */
export function shardWithin(segment: Shard, worker: number, workers: number): Shard {
  return { worker: segment.worker + segment.workers * worker, workers: segment.workers * workers };
}
