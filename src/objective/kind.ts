import type { Cell } from "../record/index.ts";
import type { Us } from "../shared/index.ts";
import type { Comparison, Objective, Observed, State, Unit } from "./objective.ts";

/** An objective whose measure is of one kind. */
export type ObjectiveOf<M> = Omit<Objective, "measure"> & { readonly measure: M };

/** One operation over successive intervals of one phase. */
export interface Stretch {
  readonly operation: string;
  /** The operation's: what lies beyond it is known only to be larger. */
  readonly timeoutUs: Us;
  /** Each interval, [startUs, endUs) from the run's origin, with what was recorded in it; a null cell holds nothing. */
  readonly slices: readonly { readonly startUs: Us; readonly endUs: Us; readonly cell: Cell | null }[];
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

/** One kind of promise: it reads its measure, says what it needs, measures and judges itself. */
export interface Kind<M extends { readonly kind: string }> {
  readonly name: M["kind"];
  /** How its measures are spelt, for messages. */
  readonly spelling: string;
  /** Some of them, to find what a misspelt one means. */
  readonly spellings: readonly string[];
  /** What its limit is written in. */
  readonly unit: Unit;
  /** Those that make sense. */
  readonly comparisons: readonly Comparison[];
  /** Whether `in any 5m` says something that the whole level does not. */
  readonly windows: boolean;
  readonly phase: "steady" | "recovery";
  /** The measure, from the text behind the operation ("service.p95"); null when the text is none of its own. */
  read(text: string): M | null;
  need(objective: ObjectiveOf<M>, stretch: PlannedStretch): Sufficiency;
  /** The figure itself, over any stretch in which something was planned. */
  estimate(objective: ObjectiveOf<M>, stretch: Stretch): Estimate;
  /** The figure with a decision, by bounds. Never called where `estimate` observed null. */
  judge(objective: ObjectiveOf<M>, stretch: Stretch): Judged;
}
