import type { PerSec, Us } from "../shared/index.ts";

export type Workload = "open" | "closed";
export type ArrivalProcess = "uniform" | "poisson";
export type PhaseKind = "warm-up" | "ramp" | "steady" | "recovery" | "drain";

/** A stretch of the plan, piecewise linear in offered rate (open: arrivals/s) or in users (closed). Times from the run's origin. */
export interface Phase {
  readonly index: number;
  readonly kind: PhaseKind;
  /** The multiplier it belongs to (a ramp: the level it leads to; drain: the last). */
  readonly x: number;
  readonly startUs: Us;
  readonly endUs: Us;
  /** Arrivals/s or users at its start and its end. */
  readonly from: number;
  readonly to: number;
  /** Width of its intervals; absent: 1 s, and 10 s where it is longer than 10 minutes. */
  readonly intervalUs?: Us;
}

export interface PlannedOperation {
  readonly name: string;
  readonly kind: "request" | "flow";
  readonly weight: number;
  readonly timeoutUs: Us;
}

export interface PlannedProbe {
  readonly name: string;
  readonly ratePerSec: PerSec;
  readonly timeoutUs: Us;
}

/** What will be offered, as data, made before any traffic. Its digest (canonical JSON) names it. */
export interface LoadPlan {
  readonly schema: "slo/plan/v1";
  readonly profile: string;
  readonly workload: Workload;
  readonly arrivals: ArrivalProcess;
  readonly seed: number;
  readonly expected: { readonly rate: PerSec | null; readonly users: number | null; readonly source: string };
  /** Contiguous from 0; the last is the drain. */
  readonly phases: readonly Phase[];
  /** Those with a weight above 0, in the scenario's order. */
  readonly operations: readonly PlannedOperation[];
  readonly probes: readonly PlannedProbe[];
}

/** One planned arrival of an open workload. */
export interface Arrival {
  /** Number among all arrivals of the plan in order of intended start (load before probes at a tie); arrival i goes to worker i mod W. */
  readonly index: number;
  /** "load", or the probe's name. */
  readonly stream: string;
  /** Number within its stream. */
  readonly seq: number;
  readonly operation: string;
  readonly intendedUs: Us;
  readonly phase: number;
}

/** A slice of one phase, [startUs, endUs), as wide as {@link Phase} says; a phase's last may be shorter. The drain has none. */
export interface PlanInterval {
  readonly index: number;
  readonly phase: number;
  readonly startUs: Us;
  readonly endUs: Us;
}
