import type { LoadPlan, Phase } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import type { Ratio, Us } from "../shared/index.ts";
import type { Kind, SlopeLine } from "./kind.ts";
import type { KINDS } from "./kinds.ts";

export type Comparison = "<=" | "<" | ">=" | ">";
export type Severity = "error" | "warning";
/** Of values, then of rates at which they rise: `ratio_per_h` is relative (10 % of the value an hour), `points_per_h` absolute (of a ratio). */
export type Unit =
  | "ms"
  | "s"
  | "ratio"
  | "per_s"
  | "count"
  | "number"
  | "bytes"
  | "burn"
  | "ratio_per_h"
  | "points_per_h"
  | "bytes_per_h"
  | "s_per_h"
  | "per_s_per_h"
  | "number_per_h";

type MeasureOf<K> = K extends Kind<infer M> ? M : never;

/** What a promise measures: a union of the kinds' own measures, told apart by `kind`. */
export type Measure = MeasureOf<(typeof KINDS)[number]>;

/**
 * One promise of thresholds.yaml. `limit` is in us for times (recovery too), 0..1 for ratios, bytes, times the budget for a
 * burn rate, else a plain number; of slopes the same an hour.
 */
export interface Objective {
  /** The promise as written, spaces normalised: `recall.p95 <= 1200ms`. */
  readonly that: string;
  /** An operation, probe or flow step; "target" for its signals; or "all" (each operation separately, probes not among them: expanded when judged). */
  readonly operation: string;
  readonly measure: Measure;
  readonly comparison: Comparison;
  readonly limit: number;
  readonly unit: Unit;
  /** Levels it binds at; null = every steady level that no more specific promise of the same key takes. */
  readonly at: readonly number[] | null;
  /** Worst sliding window of this length inside a level. */
  readonly windowUs: Us | null;
  readonly severity: Severity;
  readonly source: string | null;
}

export type Decide = "bounds" | "point";

export interface Objectives {
  readonly profile: string;
  readonly decide: Decide;
  readonly allowHosts: readonly string[];
  /** The largest share of the plan's steady time that gaps may take before the run is incomplete. */
  readonly maxGapRatio: Ratio;
  readonly list: readonly Objective[];
}

export type State = "held" | "broken" | "undecided" | "unmeasured" | "not_in_plan";

/** A time in us (or count, ratio, rate), `{beyond}` = larger than that with nothing finite known, or null = nothing measured. */
export type Observed = number | { readonly beyond: number } | null;

/** What was found for one promise at one level. Numbers in the objective's base unit (us, ratio, per_s, count). */
export interface Finding {
  readonly objective: Objective;
  /** The operation judged ("all" is expanded). */
  readonly operation: string;
  /** The level, or null for a promise whose level the plan lacks. */
  readonly x: number | null;
  readonly phase: number | null;
  readonly state: State;
  readonly observed: Observed;
  /** One-sided 95 % lower and upper; null = exact (a census) or nothing measured. */
  readonly bounds: readonly [Observed, Observed] | null;
  readonly samples: number;
  /** One clause a stranger understands: why undecided and what would decide it, where the worst window lay, "at least". Empty when it says nothing new. */
  readonly note: string;
  /** The limit that it was held against, where it is not the promise's own (a budget's pair of windows). */
  readonly limit?: number;
  /** Of a drift or growth: the line whose slope it is. */
  readonly line?: SlopeLine;
  /** Whether a `broken` also holds on service time and without the generator's own pauses (neither explains it); null where the question does not arise. */
  readonly brokenOnService: boolean | null;
}

/** What a kind judges: one level of one record. */
export interface LevelView {
  readonly record: RunRecord;
  readonly plan: LoadPlan;
  readonly phase: Phase;
  /** Interval indices of the phase, in order; those beyond the record's last whole interval are left out. */
  readonly intervals: readonly number[];
  readonly steady: boolean;
  readonly decide: Decide;
}

/** What a promise needs at one level, known before traffic. */
export interface Need {
  readonly objective: Objective;
  readonly operation: string;
  readonly x: number | null;
  /** The fewest samples with which it can be decided at all; null where samples do not decide (a census). */
  readonly needed: number | null;
  /** Samples that leave room for chance, which a default duration plans for; null where none are planned for. */
  readonly ample: number | null;
  /** Null in a closed workload, where they depend on the replies; 0 for what is not in the plan. */
  readonly planned: number | null;
  readonly decidable: boolean;
  readonly note: string;
}
