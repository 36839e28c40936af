import { bootstrapRatioBounds } from "./bootstrap-ratio.ts";
import { clopperPearson } from "./clopper-pearson.ts";
import { type Decision, keeps, type LimitComparison, limitsFromAbove } from "./decision.ts";

export interface RatioCase {
  readonly bad: number;
  readonly n: number;
  /** The same counts by interval, in order. */
  readonly intervals: readonly { readonly part: number; readonly whole: number }[];
  /** 0..1 */
  readonly limit: number;
  /** Default `<=`. */
  readonly comparison?: LimitComparison;
  readonly seed: number;
}

/**
 * Broken when the Clopper-Pearson bound nearer the good side lies beyond the limit; held when the Clopper-Pearson and
 * the block-bootstrap bound on the other side both keep it (errors come in bursts); else undecided.
 */
export function decideRatio({ bad, n, intervals, limit, comparison = "<=", seed }: RatioCase): Decision {
  const exact = clopperPearson(bad, n);
  const block = bootstrapRatioBounds(intervals, seed) ?? exact;
  const fromAbove = limitsFromAbove(comparison);
  const lower = fromAbove ? exact.lower : Math.min(exact.lower, block.lower);
  const upper = fromAbove ? Math.max(exact.upper, block.upper) : exact.upper;
  const found = { lower, upper, observed: n === 0 ? Number.NaN : bad / n };
  if (n > 0 && !keeps(fromAbove ? lower : upper, comparison, limit)) {
    return { ...found, state: "broken", why: "" };
  }
  if (n > 0 && keeps(fromAbove ? upper : lower, comparison, limit)) {
    return { ...found, state: "held", why: "" };
  }
  const why =
    fromAbove && bad === 0
      ? `needs at least ${Math.ceil(Math.log(0.05) / Math.log1p(-limit))} arrivals without an error, has ${n}`
      : "the limit lies within the bounds: a longer run would decide";
  return { ...found, state: "undecided", why };
}
