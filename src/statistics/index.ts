export { binomialCdf, binomialMass } from "./binomial.ts";
export { mergeNeighbours } from "./block-bootstrap.ts";
export {
  bootstrapDifferenceBounds,
  differenceOf,
  resampledQuantileOf,
  resampledRatioOf,
} from "./bootstrap-difference.ts";
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
export {
  decideSlope,
  type SlopeDecision,
  type SlopeEvidence,
  type SlopeLimit,
  slopeEvidence,
} from "./decide-slope.ts";
export { type Decision, keeps, type LimitComparison, limitsFromAbove } from "./decision.ts";
export { type Distribution, nearestRank, quantile, total, valueAtRank } from "./distribution.ts";
export { pairedBounds } from "./paired-bounds.ts";
export { type PercentileEvidence, type PercentileSource, percentileEvidence } from "./percentile-evidence.ts";
export { type Bounds, quantileBoundRanks, quantileBounds, samplesNeeded } from "./quantile-bounds.ts";
export { autocorrelation, lag1Autocorrelation, median } from "./series.ts";
export { type FittedLine, fitLine } from "./slope-bounds.ts";
export { student95 } from "./student.ts";
export { type Line, type Point, theilSen } from "./theil-sen.ts";
