import type { Counts, Series } from "./sample.ts";

/** A delta: readers add every line of the same (interval, operation). */
export interface IntervalLine {
  readonly kind: "interval";
  readonly interval: number;
  /** An operation, a probe, or a flow's step as `flow.step`. */
  readonly operation: string;
  readonly counts: Partial<Counts>;
  /** Splits of bad (by status or reason), failed (by code) and shed (by reason). */
  readonly by?: {
    readonly bad?: Record<string, number>;
    readonly failed?: Record<string, number>;
    readonly shed?: Record<string, number>;
  };
  /** HdrHistogram V2 compressed, base64. */
  readonly series?: Partial<Record<Series, string>>;
}
