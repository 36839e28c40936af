import type { Cell } from "../record/index.ts";
import type { Us } from "../shared/index.ts";
import type { Comparison, Objective, Observed, State, Unit } from "./objective.ts";

/** An objective whose measure is of one kind. */
export type ObjectiveOf<M> = Omit<Objective, "measure"> & { readonly measure: M };

/** What a promise speaks of: operations (probes and flow steps too) as the generator saw them, or the target by its own signals. */
export type Subject = "operation" | "target";

/** An interval, [startUs, endUs) from the run's origin, with what was recorded in it. */
export interface Slice {
  readonly startUs: Us;
  readonly endUs: Us;
  /** Null holds nothing. */
  readonly cell: Cell | null;
  /** The target's own; one that was not measured is absent. */
  readonly signals: Readonly<Record<string, number>>;
}

/** One operation over the intervals of one phase, in order; not always successive ones: a gap in the record has none. */
export interface Stretch {
  readonly operation: string;
  /** The operation's: what lies beyond it is known only to be larger. */
  readonly timeoutUs: Us;
  readonly slices: readonly Slice[];
  /** False where what was seen does not last (a backlog grows, a stall): then nothing holds. */
  readonly steady: boolean;
  /** Of the bootstraps. */
  readonly seed: number;
  /** What no advice on --duration goes below: the longest level of the plan, or what its promises ask for. */
  readonly leastSeconds: number;
  /** What else was promised of this operation at 1x, for a kind that asks whether those are kept again. */
  readonly promisedAt1x: readonly Promised[];
}

/** A promise made ready: whether a stretch breaks it, by the bound on its limit's good side; null where it has too little to show. */
export interface Promised {
  readonly that: string;
  /** Whether it is one of the error rate. */
  readonly ofErrors: boolean;
  breaks(stretch: Stretch): boolean | null;
}

/** What was seen, undecided. Numbers in the objective's base unit. */
export interface Estimate {
  readonly observed: Observed;
  /** One-sided 95 % each; null where the figure is a census, or where there is too little for any. */
  readonly bounds: readonly [Observed, Observed] | null;
  readonly samples: number;
  /** Empty when it says nothing new. */
  readonly note: string;
  /** The figure is known only to be at least so large: it can break an upper limit, but never keep one. */
  readonly atLeast?: true;
  /** There is no figure for want of time or arrivals, not because nothing was measured: it is undecided. */
  readonly open?: true;
  /** The limit that the figure was held against, where it is not the promise's own. */
  readonly limit?: number;
  /** Of a drift or growth: the line whose slope it is. */
  readonly line?: SlopeLine;
}

/** A slope, with what it was drawn through. Values in `unit`'s base unit, slopes in the same an hour. */
export interface SlopeLine {
  readonly unit: Unit;
  /** In the order of time: the middle of each unit of intervals that was taken together, from the run's origin, and its value. */
  readonly points: readonly { readonly atUs: Us; readonly value: number }[];
  /** Where the line begins: the start of the level. */
  readonly startUs: Us;
  readonly startValue: number;
  readonly perHour: number;
  /** As steep as the promise allows. */
  readonly limitPerHour: number;
  /** One-sided 95 % each. */
  readonly bounds: readonly [number, number];
}

export interface Judged extends Estimate {
  readonly state: State;
}

/** A stretch before traffic. */
export interface PlannedStretch {
  /** Arrivals of the operation; null in a closed workload, where they depend on the replies. */
  readonly planned: number | null;
  readonly seconds: number;
  /** Arrivals of a probe are few, so its error rate is planned for no error at all. */
  readonly probe: boolean;
  /** Intervals of the record that it is cut into. */
  readonly intervals: number;
  /** Of the whole level, where the stretch is one window of it. */
  readonly levelSeconds: number;
  /** What no advice on --duration goes below: the longest level of the plan, or what its promises ask for. */
  readonly leastSeconds: number;
}

export interface Sufficiency {
  /** The fewest arrivals with which it can be decided at all; null where their number does not decide. */
  readonly needed: number | null;
  /** Arrivals that a default duration aims for; 0 where their number does not decide. */
  readonly ample: number;
  readonly decidable: boolean;
  /** What would help, or how little room there is; empty when there is nothing to say. */
  readonly note: string;
}

/** A promise's limit as written behind its measure, in base units. */
export interface WrittenLimit {
  readonly limit: number;
  readonly unit: Unit;
  readonly comparison: Comparison;
  /** Behind its `per` or `over`; 0 for kinds without. */
  readonly spanUs: Us;
}

/** What is judged of it. */
export type Settled<M> =
  | (Omit<WrittenLimit, "spanUs"> & { readonly measure: M })
  | { readonly problem: string };

/** A figure over a window that slides: slices come in at its end and go out at its start. */
export interface Rolling {
  add(slice: Slice): void;
  /** Only what was added, in that order. */
  remove(slice: Slice): void;
  /** What `Kind.estimate` says of the slices within, without bounds. */
  estimate(): Estimate;
}

/** One kind of promise: it reads its measure, says what it needs, measures and judges itself. */
export interface Kind<M extends { readonly kind: string }> {
  readonly name: M["kind"];
  /** How its measures are spelt, for messages. */
  readonly spelling: string;
  /** Some of them, to find what a misspelt one means. */
  readonly spellings: readonly string[];
  readonly subjects: readonly Subject[];
  /** What its limit is written in; of several units (see `units`) the usual one. */
  readonly unit: Unit;
  /** Where that depends on the measure: all units that its limit may be written in. */
  units?(measure: M): readonly Unit[];
  /** What has to stand behind the limit: `per 1h`, `over 30d`. */
  readonly span?: { readonly word: "per" | "over"; readonly example: string };
  /** Turns the limit as written into the one that is judged; without it they are the same. */
  settle?(measure: M, written: WrittenLimit): Settled<M>;
  /** Those that make sense. */
  readonly comparisons: readonly Comparison[];
  /** Whether `in any 5m` says something that the whole level does not. */
  readonly windows: boolean;
  readonly phase: "steady" | "recovery";
  /** Whether a few seconds can be judged by it, as the windows of a recovery are. */
  readonly partial: boolean;
  /** The measure, from the text behind the subject ("service.p95"); null when the text is none of its own. */
  read(text: string, subject: Subject): M | null;
  need(objective: ObjectiveOf<M>, stretch: PlannedStretch): Sufficiency;
  /** The figure itself, over any stretch in which something was planned. */
  estimate(objective: ObjectiveOf<M>, stretch: Stretch): Estimate;
  /** For windows over long levels: {@link Kind.estimate} without adding up every window anew. */
  roll?(objective: ObjectiveOf<M>, stretch: Stretch): Rolling;
  /** The figure with a decision, by bounds. Of `partial` kinds never called where `estimate` observed null; the others say so themselves. */
  judge(objective: ObjectiveOf<M>, stretch: Stretch): Judged;
}
