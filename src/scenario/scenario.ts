import type { Json, Random } from "../shared/index.ts";
import type { BuildSource, Signal } from "./signal.ts";

/**
 * What a scenario's functions receive. Everything derives from (seed, seq), so any worker and any engine builds the
 * same request. `Setup` is the type of what `setup` returns.
 */
export interface Context<Setup = Json> {
  readonly seed: number;
  /** The arrival's number in its stream (load, a probe, populate), from 0. */
  readonly seq: number;
  /** Draws of this arrival alone. */
  readonly random: Random;
  /** What `setup` returned, as JSON; null without setup. */
  readonly setup: Setup;
  /** Names this run; the same in all its workers. */
  readonly runId: string;
  /** Closed workloads: the user's number from 0; open: null. */
  readonly user: number | null;
  /** A variable from -e NAME=VALUE, else a secret from the environment, else the default; none of them is a clear error. */
  env(name: string, fallback?: string): string;
}

export interface RequestSpec {
  /** Default: POST with a `json` or `body`, else GET. */
  readonly method?: string;
  /** Path and query, beginning with "/", percent-encoded. */
  readonly path: string;
  /** Appended to the path, percent-encoded here. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Added to the scenario's `headers`; the same name takes its place. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON text with content-type application/json; not beside `body`. */
  readonly json?: unknown;
  readonly body?: string;
  /** In a flow: the step's name, listed as `flow.step`. */
  readonly step?: string;
  /** This request's own check, where the operation has none (a step of a flow never has); without any, 200..299 is good. */
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

/** Yields requests and pauses, receives responses, and returns a `Result`: `const token = yield* login(context)`. */
export type Flow<Result = void> = Generator<RequestSpec | Pause, Result, ResponseView>;

export interface Operation<Setup = Json> {
  /** Share of the arrivals; 0 keeps an operation for `populate` alone. Default 1. */
  readonly weight?: number;
  /** Overrides the scenario's timeout; a flow must set it (think time counts). */
  readonly timeout?: string;
  /** One request an arrival, or else `flow`. */
  readonly request?: (context: Context<Setup>) => RequestSpec;
  /** The check of `request`'s response; without one the request's own, else 200..299. A check that needs what the request drew stands in the request. */
  readonly good?: (response: ResponseView, context: Context<Setup>) => boolean;
  /** Several requests and pauses an arrival; it ends at the first step that is not good, and returning false makes it not good. */
  readonly flow?: (context: Context<Setup>) => Flow<unknown>;
}

export interface Probe<Setup = Json> {
  /** Requests per second, the same at every level. */
  readonly rate: number;
  readonly timeout?: string;
  readonly request: (context: Context<Setup>) => RequestSpec;
  readonly good?: (response: ResponseView, context: Context<Setup>) => boolean;
}

export interface Scenario<Setup = Json> {
  readonly name: string;
  readonly expected: { readonly rate?: number; readonly users?: number; readonly source: string };
  readonly workload?: "open" | "closed";
  readonly arrivals?: "uniform" | "poisson";
  readonly timeout: string;
  readonly duration?: string;
  /** Sent with every request, also with those of `setup` itself (where `context.setup` is still null). */
  readonly headers?: (context: Context<Setup | null>) => Readonly<Record<string, string>>;
  /** Runs once before everything else, not measured; what it returns is `context.setup`, as JSON. */
  readonly setup?: (context: Context<null>) => Flow<Setup>;
  readonly operations: Readonly<Record<string, Operation<Setup>>>;
  readonly probes?: Readonly<Record<string, Probe<Setup>>>;
  readonly populate?: { readonly operation: string; readonly count: number; readonly unless?: string };
  readonly limits?: readonly {
    readonly operation: string;
    readonly rate: number;
    readonly burst?: number;
    readonly source: string;
  }[];
  readonly abort?: { readonly error_rate: string; readonly for: string };
  /** Figures of the target's own, one value an interval, by name: promises say `target.NAME <= LIMIT`. */
  readonly signals?: Readonly<Record<string, string | Signal>>;
  /** Read before and after the load: another build at the end makes the run invalid. */
  readonly build?: BuildSource;
}
