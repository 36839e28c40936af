import type { ComparedRun, Crosscheck, CrosscheckState } from "../../compare/index.ts";
import { EXIT } from "../../shared/index.ts";
import type { VerdictKind } from "../../verdict/index.ts";

/** A run of a crosscheck and where its own files lie, relative to the crosscheck's folder. */
export type ReportedRun = ComparedRun & { readonly folder: string };

/** All that the reports of a crosscheck are made from. */
export interface CrosscheckReport {
  readonly id: string;
  readonly tool: string;
  readonly result: Crosscheck;
  /** In the order they were made. */
  readonly runs: readonly ReportedRun[];
}

/** The state as a reader meets it, with the verdict whose colours and exit code it shares. */
export const CROSSCHECK_WORDS: Readonly<
  Record<CrosscheckState, { readonly symbol: string; readonly meaning: string; readonly like: VerdictKind }>
> = {
  agree: {
    symbol: "\u2713",
    meaning: "The engines agree on every figure, within the tolerance.",
    like: "pass",
  },
  disagree: {
    symbol: "\u2717",
    meaning: "The engines disagree on at least one figure by more than the tolerance.",
    like: "fail",
  },
  undecided: {
    symbol: "?",
    meaning: "Too little evidence to say of every figure whether the engines agree.",
    like: "inconclusive",
  },
  unsound: {
    symbol: "!",
    meaning: "A run cannot be compared, so nothing is said of the engines.",
    like: "invalid",
  },
};

/** 0 agree, 1 disagree, 3 undecided or not sound. */
export function crosscheckExitCode(state: CrosscheckState): number {
  return state === "unsound" ? EXIT.inconclusive : EXIT[CROSSCHECK_WORDS[state].like];
}
