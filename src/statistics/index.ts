export { binomialCdf, binomialMass } from "./binomial.ts";
export { bootstrapQuantileBounds, bootstrapQuantileUpper } from "./bootstrap-quantile.ts";
export { bootstrapMeanBounds, bootstrapRatioBounds, bootstrapRatioUpper } from "./bootstrap-ratio.ts";
export { clopperPearson } from "./clopper-pearson.ts";
export { CONFIDENCE, ERROR_SHARE } from "./confidence.ts";
export {
  decideOnEvidence,
  decidePercentile,
  type PercentileCase,
  type PercentileLimit,
} from "./decide-percentile.ts";
export { decideRatio, type RatioCase } from "./decide-ratio.ts";
export { type Decision, keeps, type LimitComparison, limitsFromAbove } from "./decision.ts";
export { type Distribution, nearestRank, quantile, total, valueAtRank } from "./distribution.ts";
export { type PercentileEvidence, type PercentileSource, percentileEvidence } from "./percentile-evidence.ts";
export { type Bounds, quantileBoundRanks, quantileBounds, samplesNeeded } from "./quantile-bounds.ts";
export { lag1Autocorrelation, median } from "./series.ts";
