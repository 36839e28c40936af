import type { State } from "../objective/index.ts";
import type { ValidityCheck, VerdictKind } from "../verdict/index.ts";

/** A verdict as a reader meets it: a symbol beside the word, and what it means in one sentence. */
export const VERDICT_WORDS: Readonly<
  Record<VerdictKind, { readonly symbol: string; readonly meaning: string }>
> = {
  pass: { symbol: "\u2713", meaning: "Every promise in the plan held." },
  fail: { symbol: "\u2717", meaning: "At least one promise is broken." },
  inconclusive: { symbol: "?", meaning: "Too little evidence to say that every promise held." },
  invalid: { symbol: "!", meaning: "The load generator was unsound, so nothing can be said of the target." },
  incomplete: { symbol: "\u2026", meaning: "The run did not finish, so nothing is judged as passed." },
};

export const STATE_WORDS: Readonly<Record<State, { readonly symbol: string; readonly word: string }>> = {
  held: { symbol: "\u2713", word: "held" },
  broken: { symbol: "\u2717", word: "broken" },
  undecided: { symbol: "?", word: "undecided" },
  unmeasured: { symbol: "\u2013", word: "unmeasured" },
  not_in_plan: { symbol: "\u00b7", word: "not in plan" },
};

/** Whether a check of the generator holds, in a word. */
export function holdsWord({
  holds,
}: Pick<ValidityCheck, "holds">): "holds" | "does not hold" | "not available" {
  return holds === null ? "not available" : holds ? "holds" : "does not hold";
}
