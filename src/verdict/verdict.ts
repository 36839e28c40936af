import type { Finding } from "../objective/index.ts";

export type VerdictKind = "pass" | "fail" | "inconclusive" | "invalid" | "incomplete";

/** One check of the generator's soundness. `unsound` breaks the run; `lag` only weakens a fail; `cause` explains. */
export interface ValidityCheck {
  readonly check: string;
  readonly role: "unsound" | "lag" | "cause";
  /** Null: not available here. */
  readonly holds: boolean | null;
  readonly limit: number | null;
  readonly observed: number | null;
  readonly unit: string;
  /** Level it speaks of, null = the run. */
  readonly x: number | null;
  /** Where it speaks of: a steady level, or the recovery, which is at 1x as well; null = the run. */
  readonly phase: "steady" | "recovery" | null;
  readonly detail: string;
}

export interface LevelSteadiness {
  readonly phase: number;
  readonly x: number;
  readonly steady: boolean;
  /** Why not, with its figures, or "not reached"; empty when steady. */
  readonly detail: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly complete: boolean;
  /** Decisive findings first, each a sentence with observed, bounds, samples and limit. */
  readonly reasons: readonly string[];
  readonly findings: readonly Finding[];
  readonly levels: readonly LevelSteadiness[];
  /** Multipliers of the levels at which a promise that decides was judged: those that the verdict speaks of. */
  readonly judgedLevels: readonly number[];
  readonly validity: readonly ValidityCheck[];
  /** Blind spot (events rarer than one in T/3), decide: point, "tested build unknown", the header's notices, ... */
  readonly notices: readonly string[];
}
