import { type Decision, keeps, type LimitComparison, limitsFromAbove } from "./decision.ts";
import { type PercentileEvidence, type PercentileSource, percentileEvidence } from "./percentile-evidence.ts";
import { samplesNeeded } from "./quantile-bounds.ts";

/** Successive seconds whose medians correlate by more than this have memory that a short level may not show in full. */
const CORRELATED = 0.3;
/** From here on a level is long enough for the block bootstrap to see such memory by itself. */
const LONG_LEVEL_S = 300;
/** The share of its limit that a short, correlated level must keep. */
const CORRELATED_SHARE = 0.5;

export interface PercentileLimit {
  /** In the unit of the values; already raised to the highest value equivalent to it. */
  readonly limit: number;
  /** Default `<=`. */
  readonly comparison?: LimitComparison;
  readonly steady: boolean;
  readonly levelSeconds: number;
}

/** A percentile of one level and its limit. */
export type PercentileCase = PercentileSource & PercentileLimit;

/** {@link decideOnEvidence}, evidence and all. */
export function decidePercentile(asked: PercentileCase): Decision {
  return decideOnEvidence(percentileEvidence(asked), asked);
}

/**
 * Broken when the binomial bound on the limit's good side already lies beyond the limit: a fact about this run. (Asking
 * the block bootstrap as well would leave blatant cases open, such as one hang of 5 s in 30 s.) Held when the binomial
 * and the block-bootstrap bound on the other side both keep the limit, or half of it where successive seconds of a level
 * under 5 minutes are correlated, and the level is steady. Else undecided. The constants are judged by the table of
 * operating characteristics: without the correlation rule a queue at 90 % passes in over 40 % of runs that sit exactly
 * at the limit.
 */
export function decideOnEvidence(evidence: PercentileEvidence, asked: PercentileLimit): Decision {
  const { p, samples, observed, binomial, correlation } = evidence;
  const { limit, comparison = "<=", steady, levelSeconds } = asked;
  const block = evidence.block ?? binomial;
  const fromAbove = limitsFromAbove(comparison);
  const lower = fromAbove ? binomial.lower : Math.min(binomial.lower, block.lower);
  const upper = fromAbove ? Math.max(binomial.upper, block.upper) : binomial.upper;
  const [certain, cautious] = fromAbove ? [lower, upper] : [upper, lower];

  const undecided = (why: string): Decision => ({ state: "undecided", lower, upper, observed, why });
  if (samples === 0) return undecided("nothing was measured");
  if (!keeps(certain, comparison, limit)) return { state: "broken", lower, upper, observed, why: "" };
  const needed = samplesNeeded(fromAbove ? p : 1 - p);
  if (samples < needed) return undecided(`needs at least ${needed} samples, has ${samples}`);
  if (!keeps(cautious, comparison, limit)) {
    return undecided("the limit lies within the bounds: a longer run would decide");
  }
  if (!steady) return undecided("the level was not steady: what was seen so far does not last");
  const strict = fromAbove ? limit * CORRELATED_SHARE : limit / CORRELATED_SHARE;
  const short = levelSeconds < LONG_LEVEL_S;
  if (short && correlation > CORRELATED && !keeps(cautious, comparison, strict)) {
    return undecided(
      `successive seconds resemble each other, so ${levelSeconds} s may not show the whole range: ` +
        `it holds with its ${fromAbove ? "upper bound within half" : "lower bound at twice"} the limit, or run for 5 minutes`,
    );
  }
  return { state: "held", lower, upper, observed, why: "" };
}
