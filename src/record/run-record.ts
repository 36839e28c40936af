import type { Counts, IntervalLine, Series, Tally } from "../measure/index.ts";
import type { LoadPlan } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";

/** The record's first line: enough to judge the rest alone. */
export interface RecordHeader {
  readonly kind: "header";
  readonly schema: "slo/record/v1";
  readonly run_id: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly tool: { readonly name: "slo-harness"; readonly version: string };
  readonly engine: { readonly name: string; readonly version: string; readonly workers: number };
  readonly plan: LoadPlan;
  readonly scenario: { readonly name: string; readonly file: string; readonly digest: string };
  readonly thresholds: { readonly file: string; readonly text: string; readonly digest: string };
  readonly target: {
    readonly url: string;
    readonly embedded: boolean;
    readonly build: string;
    readonly same_machine: boolean;
    readonly addresses: readonly string[];
    readonly insecure: boolean;
  };
  readonly in_flight_cap: {
    readonly wanted: number;
    readonly granted: number;
    readonly limited_by: string | null;
  };
  readonly labels: Readonly<Record<string, string>>;
  /** Variables the scenario read; `value` is null for secrets from the environment. */
  readonly env: Readonly<
    Record<string, { readonly from: "-e" | "environment" | "default"; readonly value: string | null }>
  >;
  readonly populated: {
    readonly operation: string;
    readonly count: number;
    readonly left_behind: boolean;
  } | null;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  readonly host: {
    readonly hostname: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpus: number;
    readonly cpu_model: string;
    readonly memory_bytes: number;
    readonly node: string;
  };
  /** What the user should know before reading the result: limits above the plan, too short a duration, a lowered in-flight cap. */
  readonly notices: readonly string[];
}

/** The generator's own health in one interval of one worker. */
export interface GeneratorLine {
  readonly kind: "generator";
  readonly interval: number;
  readonly worker: number;
  /** Second of the interval (0-based) -> arrivals released more than 100 ms late in it. */
  readonly late?: Readonly<Record<string, number>>;
  /** Arrivals never released by our own fault. */
  readonly own_unreleased?: number;
  /** Histogram values refused for lying outside 1 us .. 1 h. */
  readonly overflow?: number;
  readonly loop_utilisation?: number;
  readonly longest_pause_us?: Us;
  /** CPU used by the whole process, in cores. */
  readonly cpu_cores?: number;
  /** Share of the interval that the CPU quota withheld; null where it cannot be read. */
  readonly throttled?: number | null;
  readonly rss_bytes?: number;
  readonly max_in_flight?: number;
  readonly connects?: number;
  readonly reconnects?: number;
}

/** Values of the target's own signals in one interval (RSS, a /metrics series). */
export interface TargetLine {
  readonly kind: "target";
  readonly interval: number;
  readonly signals: Readonly<Record<string, number>>;
}

/** Something to know, when it happened: an example of a bad response (redacted), a changed file. */
export interface NoticeLine {
  readonly kind: "notice";
  readonly at_us: Us;
  readonly notice:
    | {
        readonly kind: "example";
        readonly operation: string;
        readonly what: string;
        readonly excerpt: string;
      }
    | { readonly kind: "changed"; readonly what: "scenario" | "target"; readonly detail: string }
    | { readonly kind: "text"; readonly text: string };
}

/** How the run ended. Without a footer the run was killed. */
export interface FooterLine {
  readonly kind: "footer";
  readonly at_us: Us;
  readonly ended:
    | { readonly kind: "complete" }
    | { readonly kind: "stopped"; readonly rule: string }
    | { readonly kind: "interrupted"; readonly signal: "SIGINT" | "SIGTERM" }
    | { readonly kind: "scenario_error"; readonly message: string; readonly where: string }
    | { readonly kind: "engine_failed"; readonly message: string };
}

export type RecordLine = IntervalLine | GeneratorLine | TargetLine | NoticeLine | FooterLine;

/** One operation in one interval, all its lines added. */
export interface Cell {
  readonly counts: Counts;
  readonly by: {
    readonly bad: Readonly<Record<string, number>>;
    readonly failed: Readonly<Record<string, number>>;
    readonly shed: Readonly<Record<string, number>>;
  };
  readonly series: Readonly<Record<Series, Tally>>;
}

/** A record read back: all that verdict, report and evidence are made from. */
export interface RunRecord {
  readonly header: RecordHeader;
  /** By interval index, then by operation. Intervals or operations without a line are absent. */
  readonly cells: ReadonlyMap<number, ReadonlyMap<string, Cell>>;
  readonly generator: ReadonlyMap<number, readonly GeneratorLine[]>;
  readonly target: ReadonlyMap<number, Readonly<Record<string, number>>>;
  readonly notices: readonly NoticeLine[];
  readonly footer: FooterLine | null;
  /** True when a damaged or half-written tail was left out. */
  readonly truncated: boolean;
  /** The last interval whose lines are whole, or -1: nothing beyond it is judged when the footer is missing. */
  readonly lastInterval: number;
  /** sha256 of the record's bytes as read. */
  readonly digest: string;
}
