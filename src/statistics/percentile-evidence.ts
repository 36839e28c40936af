import { bootstrapQuantileBounds } from "./bootstrap-quantile.ts";
import { type Distribution, quantile, total } from "./distribution.ts";
import { type Bounds, quantileBounds } from "./quantile-bounds.ts";
import { lag1Autocorrelation } from "./series.ts";

/** What one level tells about one percentile, whatever limit it is then held against. */
export interface PercentileEvidence {
  readonly p: number;
  readonly samples: number;
  /** By nearest rank; Infinity when it lies beyond, NaN without samples. */
  readonly observed: number;
  /** As if observations were independent. */
  readonly binomial: Bounds;
  /** With the memory that blocks of intervals keep; null below 10 intervals. */
  readonly block: Bounds | null;
  /** Lag-1 autocorrelation of the intervals' medians. */
  readonly correlation: number;
}

export interface PercentileSource {
  /** The whole level. */
  readonly all: Distribution;
  /** The same observations by interval, in order (1 s each in levels under 10 minutes). */
  readonly intervals: readonly Distribution[];
  /** 0..1 */
  readonly p: number;
  readonly seed: number;
}

/** The expensive half of a decision: bounds by both methods, and how far successive intervals resemble each other. */
export function percentileEvidence({ all, intervals, p, seed }: PercentileSource): PercentileEvidence {
  return {
    p,
    samples: total(all),
    observed: quantile(all, p),
    binomial: quantileBounds(all, p),
    block: bootstrapQuantileBounds(intervals, p, seed),
    correlation: lag1Autocorrelation(finiteMedians(intervals)),
  };
}

/** Medians of the intervals that hold something; those beyond every finite value stand at the largest finite one. */
function finiteMedians(intervals: readonly Distribution[]): readonly number[] {
  const medians = intervals.map((d) => quantile(d, 0.5)).filter((m) => !Number.isNaN(m));
  const largest = medians.reduce((most, m) => (Number.isFinite(m) ? Math.max(most, m) : most), 0);
  return medians.map((m) => Math.min(m, largest));
}
