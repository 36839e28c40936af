import type { Bundle } from "../bundle/index.ts";
import type { ArrivalProcess, LoadPlan, Shard, Workload } from "../plan/index.ts";
import type { FooterLine, RecordLine } from "../record/index.ts";
import type { Json, Us } from "../shared/index.ts";

/** What an engine can honour; a plan beyond it is refused before the first request. */
export interface Abilities {
  readonly workloads: readonly Workload[];
  readonly arrivals: readonly ArrivalProcess[];
  readonly responseTime: boolean;
  readonly flows: boolean;
  readonly probes: boolean;
  readonly verifiesTls: boolean;
  readonly maxDurationUs: Us | null;
  /** Whether it can begin in the middle of a plan (`fromUs`). */
  readonly resumes: boolean;
  /** Whether it can drive one segment of a plan beside other processes; false where absent. */
  readonly segments?: boolean;
  /** Most workers that it takes; any number where absent. */
  readonly maxWorkers?: number;
}

/** Variables for the scenario's env(): -e values and the process environment, kept apart because the second are secrets. */
export interface ScenarioEnv {
  readonly given: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

export interface EngineRun {
  readonly runId: string;
  readonly plan: LoadPlan;
  /**
   * Where in the plan this run begins: 0, or where a resumed one goes on (the start of an interval). Arrivals intended
   * before it are no part of it, and the origin of its times lies so far before its start.
   */
  readonly fromUs: Us;
  readonly bundle: Bundle;
  readonly target: { readonly url: string; readonly insecure: boolean };
  readonly env: ScenarioEnv;
  readonly setup: Json;
  readonly workers: number;
  /** The part of the plan's arrivals (closed: users) that this process drives; null or absent: all. Its workers share it out. */
  readonly segment?: Shard | null;
  /**
   * Arrivals open at once that this machine grants, over all workers. Where it is less than the plan's (or segment's) own cap, an
   * arrival shed for it is told of as `own_unreleased`, and a closed workload is refused.
   */
  readonly inFlightCap: number;
  /**
   * Takes every line of the record as it arises: about once a second and worker, within intervals wider than 5 s what was
   * counted every 5 s and the times when the interval is over.
   */
  readonly emit: (line: RecordLine) => void;
  /** Called once, when the first arrival's clock starts. */
  readonly started: () => void;
  /**
   * Aborted with a reason of type {@link StopReason}. A stop rule sheds the rest of the plan (the ledger closes); an
   * interrupt leaves the rest unplanned (the run is incomplete). Either way what is in flight is drained.
   */
  readonly signal: AbortSignal;
}

export type StopReason =
  | { readonly kind: "stopped"; readonly rule: string }
  | { readonly kind: "interrupted"; readonly signal: "SIGINT" | "SIGTERM" };

export type Ended = FooterLine["ended"];

/** Makes traffic and emits record lines; judges nothing. Resolves when drained. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  readonly abilities: Abilities;
  /** Throws SloError `engine_missing` when what it runs on is not there. Asked before anything is sent. */
  ready?(): Promise<void>;
  run(run: EngineRun): Promise<Ended>;
}
