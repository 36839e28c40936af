import type { Json, Random } from "../shared/index.ts";

/** What a scenario's functions receive. Everything derives from (seed, seq), so any worker and any engine builds the same request. */
export interface Context {
  readonly seed: number;
  /** The arrival's number in its stream (load, a probe, populate), from 0. */
  readonly seq: number;
  /** Draws of this arrival alone. */
  readonly random: Random;
  /** What `setup` returned, as JSON; null without setup. */
  readonly setup: Json;
  /** Names this run; the same in all its workers. */
  readonly runId: string;
  /** Closed workloads: the user's number from 0; open: null. */
  readonly user: number | null;
  /** A variable from -e NAME=VALUE, else a secret from the environment, else the default; none of them is a clear error. */
  env(name: string, fallback?: string): string;
}

export interface RequestSpec {
  readonly method?: string;
  /** Path and query, beginning with "/". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
  /** In a flow: the step's name, listed as `flow.step`. */
  readonly step?: string;
  /** In a flow: this step's own check; without one 200..299 is good. */
  readonly good?: (response: ResponseView) => boolean;
}

export interface ResponseView {
  readonly status: number;
  /** Names in lower case; repeated fields joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  text(): string;
  // biome-ignore lint/suspicious/noExplicitAny: a body is what the target sent; the scenario's check looks into it
  json(): any;
}

export interface Pause {
  readonly pause: string;
}

export type Flow = Generator<RequestSpec | Pause, unknown, ResponseView>;

export interface Operation {
  /** Share of the arrivals; 0 keeps an operation for `populate` alone. Default 1. */
  readonly weight?: number;
  /** Overrides the scenario's timeout; a flow must set it (think time counts). */
  readonly timeout?: string;
  readonly request?: (context: Context) => RequestSpec;
  readonly good?: (response: ResponseView, context: Context) => boolean;
  readonly flow?: (context: Context) => Flow;
}

export interface Probe {
  /** Requests per second, the same at every level. */
  readonly rate: number;
  readonly timeout?: string;
  readonly request: (context: Context) => RequestSpec;
  readonly good?: (response: ResponseView, context: Context) => boolean;
}

export interface Scenario {
  readonly name: string;
  readonly expected: { readonly rate?: number; readonly users?: number; readonly source: string };
  readonly workload?: "open" | "closed";
  readonly arrivals?: "uniform" | "poisson";
  readonly timeout: string;
  readonly duration?: string;
  readonly headers?: (context: Context) => Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly probes?: Readonly<Record<string, Probe>>;
  readonly setup?: (context: Context) => Flow;
  readonly populate?: { readonly operation: string; readonly count: number; readonly unless?: string };
  readonly limits?: readonly {
    readonly operation: string;
    readonly rate: number;
    readonly burst?: number;
    readonly source: string;
  }[];
  readonly abort?: { readonly error_rate: string; readonly for: string };
}
