import { type Bounds, differenceOf } from "../statistics/index.ts";

/**
 * `agree`: the whole interval of the difference lies within the tolerance. `disagree`: all of it lies beyond, on one side.
 * `undecided`: neither, or too little to say.
 */
export type AgreementState = "agree" | "disagree" | "undecided";

/** One figure as two engines measured it, and whether they agree on it. */
export interface Agreement {
  /** `p95`, `error_rate`, `delivered`. */
  readonly what: string;
  /** Of `first`, `second`, `difference`, `bounds` and `tolerance`. */
  readonly unit: "us" | "ratio";
  /** Infinity: beyond the timeout. NaN: nothing was measured. */
  readonly first: number;
  readonly second: number;
  /** `second - first`. */
  readonly difference: number;
  /** Of the difference, one-sided 95 % each; null for a census, which is exact, and where there is too little. */
  readonly bounds: Bounds | null;
  readonly tolerance: number;
  readonly samples: readonly [number, number];
  readonly state: AgreementState;
  /** Why it is undecided; empty otherwise. */
  readonly note: string;
}

export type Compared = Pick<Agreement, "what" | "unit" | "first" | "second" | "tolerance" | "samples">;

/** What would decide a difference whose bounds lie on both sides of the tolerance's edge. */
export const MORE_WOULD_DECIDE = "more rounds or a longer --duration would decide";

/** From bounds of the difference; `lacking` says what there is too little of, if anything. */
export function agreementOf(compared: Compared, bounds: Bounds | null, lacking: string): Agreement {
  const difference = differenceOf(compared.first, compared.second);
  const undecided = (note: string): Agreement => ({
    ...compared,
    difference,
    bounds,
    state: "undecided",
    note,
  });
  if (lacking !== "") return undecided(lacking);
  if (bounds === null) return undecided("too few intervals to bound the difference");
  const { lower, upper } = bounds;
  const { tolerance } = compared;
  const decided = (state: AgreementState): Agreement => ({
    ...compared,
    difference,
    bounds,
    state,
    note: "",
  });
  if (lower >= -tolerance && upper <= tolerance) return decided("agree");
  if (lower > tolerance || upper < -tolerance) return decided("disagree");
  return undecided(MORE_WOULD_DECIDE);
}

/** Of a census: the difference itself decides. */
export function exactAgreement(compared: Compared): Agreement {
  const difference = differenceOf(compared.first, compared.second);
  const known = { ...compared, difference, bounds: null };
  if (Number.isNaN(difference)) return { ...known, state: "undecided", note: "nothing was planned" };
  return { ...known, state: Math.abs(difference) <= compared.tolerance ? "agree" : "disagree", note: "" };
}

/** The interval that holds all of them: what every method leaves open stays open. Null when none has bounds. */
export function outermost(bounds: readonly (Bounds | null)[]): Bounds | null {
  const there = bounds.filter((b) => b !== null);
  if (there.length === 0) return null;
  return {
    lower: Math.min(...there.map(({ lower }) => lower)),
    upper: Math.max(...there.map(({ upper }) => upper)),
  };
}
