import type { Counts, IntervalLine, Series, Tally } from "../measure/index.ts";
import type { LoadPlan, Shard } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";

/** Worker `worker` (from 0) of `workers`: of an open plan the arrivals i with i mod workers = worker, of a closed one such users. */
export type Segment = Shard;

/** Where a joined record comes from. */
export interface Merged {
  readonly workers: number;
  readonly segments: readonly MergedSegment[];
}

export interface MergedSegment {
  readonly worker: number;
  readonly run_id: string;
  readonly started_at: string;
  readonly hostname: string;
  /** Of the segment's own record, so that it can be found again. */
  readonly digest: string;
  /** How it ended: the kind of its footer, `killed` without one, `damaged` where its tail was left out behind one. */
  readonly ended: FooterLine["ended"]["kind"] | "killed" | "damaged";
}

/** The record's first line: enough to judge the rest alone. */
export interface RecordHeader {
  readonly kind: "header";
  readonly schema: "slo/record/v1";
  readonly run_id: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** The part of the plan's arrivals that this record holds; null or absent: all of them. `plan` is always the whole plan. */
  readonly segment?: Segment | null;
  /** Of a record joined from segments: what they were, in order of their worker. */
  readonly merged?: Merged | null;
  readonly tool: { readonly name: "slo-harness"; readonly version: string };
  readonly engine: { readonly name: string; readonly version: string; readonly workers: number };
  readonly plan: LoadPlan;
  /**
   * The plan's arrivals, phase by phase, by operation and probe, counted before traffic: counting tens of millions anew
   * takes seconds. Absent in records of other engines and older versions.
   */
  readonly arrivals?: readonly Readonly<Record<string, number>>[];
  readonly scenario: { readonly name: string; readonly file: string; readonly digest: string };
  readonly thresholds: { readonly file: string; readonly text: string; readonly digest: string };
  readonly target: {
    readonly url: string;
    readonly embedded: boolean;
    readonly build: string;
    readonly same_machine: boolean;
    readonly addresses: readonly string[];
    readonly insecure: boolean;
    /** Scripted faults of the embedded service, as given; absent without any. */
    readonly faults?: readonly string[];
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
  /** The target's own figures that the run samples; absent in records of runs without any. */
  readonly signals?: readonly SignalFact[];
  /** What the user should know before reading the result: limits above the plan, too short a duration, a lowered in-flight cap. */
  readonly notices: readonly string[];
}

/** One of the target's own figures, sampled at the end of each interval: a gauge as it then is, a rate and `cpu` as the mean since the sample before. */
export interface SignalFact {
  /** As promises name it: `target.NAME`. */
  readonly name: string;
  readonly unit: SignalUnit;
  /** Where it is read, in words. */
  readonly source: string;
}

/** `ratio`: 0 to 1, of `cpu` the share of the cores that the process may use. */
export type SignalUnit = "bytes" | "ratio" | "s" | "per_s" | "count";

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

/** Values of the target's own signals in one interval (RSS, a /metrics series); one that was not measured is absent. One line an interval. */
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

/** How the run ended. Without a footer the run was killed. Behind one of an interrupted or failed run a gap may follow: it was resumed. */
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

/**
 * When plan time `at_us` was, by the wall clock: written as the first arrival's clock starts, and again at each resume. A
 * monotonic clock does not survive a reboot, so a resume tells from the last of these how far the plan has gone on.
 */
export interface OriginLine {
  readonly kind: "origin";
  readonly at_us: Us;
  /** ISO 8601, UTC. */
  readonly wall_at: string;
}

/** What a gap takes out of the plan, of one operation or probe. */
export interface LeftOut {
  /** Its arrivals with an intended start in the gap; of a closed workload those that were recorded. */
  readonly planned: number;
  /** Those of them that were open when the run ended. */
  readonly open: number;
  /** Those of them that had ended by then, in an interval that was not whole yet. */
  readonly ended: number;
  /** The good among `ended`. */
  readonly good: number;
}

/**
 * A hole: the run ended before its plan did, and was resumed. [from_us, to_us) are whole intervals: from the first one that
 * was not whole when the run ended to the one with which the plan goes on. Lines before this one of intervals in it do not
 * count: what they hold has left the plan, and stands in `left_out`.
 */
export interface GapLine {
  readonly kind: "gap";
  readonly from_us: Us;
  readonly to_us: Us;
  /** When the plan was taken up again; ISO 8601, UTC. */
  readonly restarted_at: string;
  /** By operation or probe; flow steps are not planned. */
  readonly left_out: Readonly<Record<string, LeftOut>>;
}

export type RecordLine =
  | IntervalLine
  | GeneratorLine
  | TargetLine
  | NoticeLine
  | OriginLine
  | GapLine
  | FooterLine;

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
  /** In the order of time; one for the start and one for each resume. */
  readonly origins: readonly OriginLine[];
  /** In the order of time; they do not meet. */
  readonly gaps: readonly GapLine[];
  /** Indices of the intervals in the gaps: they have no cells, no generator lines and no signals. */
  readonly gapIntervals: ReadonlySet<number>;
  readonly footer: FooterLine | null;
  /** True when a damaged or half-written tail was left out. */
  readonly truncated: boolean;
  /** The last interval whose lines are whole, or -1: of a run that did not come to its end nothing beyond it is judged. */
  readonly lastInterval: number;
  /** Length of the bytes up to the last sound line: a damaged tail begins there. */
  readonly soundBytes: number;
  /** sha256 of the record's bytes as read. */
  readonly digest: string;
}
