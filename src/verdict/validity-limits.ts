import type { Ratio, Us } from "../shared/index.ts";

/**
 * What the generator must keep for its measurements to count. Chosen so that its own error stays an order of magnitude
 * below what is judged: 1 % of a time limit, 0.1 % of arrivals or seconds (a tenth of the usual 1 % error budget).
 */
export const VALIDITY_LIMITS = {
  /** Seconds of a level that may hold late arrivals: this share of them, but at least one. */
  lateSecondsShare: 0.001 as Ratio,
  lateSecondsAllowed: 1,
  /** A second counts as late with more than this share of its arrivals, and at least so many, released over 100 ms late. */
  lateArrivalsShare: 0.05 as Ratio,
  lateArrivalsAtLeast: 2,
  /** Arrivals never released by our own fault. */
  ownUnreleasedShare: 0.001 as Ratio,
  /** Start lag, p99: this share of the tightest time limit; under the floor it cannot matter. */
  startLagShare: 0.01 as Ratio,
  startLagFloorUs: 1_000 as Us,
  /** Event-loop utilisation, p95 over the intervals: beyond it a queue forms in our own loop. */
  loopUtilisation: 0.9 as Ratio,
  /** Longest pause: this share of the tightest time limit; shorter ones than the floor are a runtime's daily business. */
  longestPauseShare: 0.1 as Ratio,
  longestPauseFloorUs: 50_000 as Us,
  /** Share of time that a CPU quota withheld. */
  throttledShare: 0.01 as Ratio,
} as const;
