import type { Us } from "../shared/index.ts";
import { HIGHEST_US, LOWEST_US } from "./cells.ts";
import { giveBackHistogram, type Histogram, takeHistogram } from "./histogram.ts";
import type { IntervalLine } from "./interval-line.ts";
import { type Counts, type Outcome, SERIES, type Series } from "./sample.ts";

/** What was recorded of one operation in one interval since the last flush. */
export class DeltaCell {
  counts: { -readonly [name in keyof Counts]?: number } = {};
  #by: { [kind in "bad" | "failed" | "shed"]?: Record<string, number> } = {};
  readonly #histograms: { [series in Series]?: Histogram } = {};

  count(name: keyof Counts): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  /** Counts how an arrival ended, with the reason of those outcomes that have one. */
  countOutcome(outcome: Outcome): void {
    this.count(outcome.kind);
    switch (outcome.kind) {
      case "bad":
      case "shed":
        this.#countBy(outcome.kind, outcome.reason);
        break;
      case "failed":
        this.#countBy("failed", outcome.code);
        break;
      case "good":
      case "timeout":
      case "unfinished":
    }
  }

  #countBy(kind: "bad" | "failed" | "shed", reason: string): void {
    const split = (this.#by[kind] ??= {});
    split[reason] = (split[reason] ?? 0) + 1;
  }

  /**
   * Records a time to the nearest microsecond, at least 1. False when it is over 1 h and so was not recorded. RangeError
   * when it is no time at all (NaN, negative, infinite): a mistake of the engine.
   */
  record(series: Series, us: Us): boolean {
    if (!(us >= 0 && us < Number.POSITIVE_INFINITY)) throw new RangeError(`a ${series} of ${us} us`);
    const whole = Math.max(LOWEST_US, Math.round(us));
    if (whole > HIGHEST_US) return false;
    (this.#histograms[series] ??= takeHistogram()).record(whole);
    return true;
  }

  /** A line of what was counted since the last one, or null; the times stay for {@link finish}. */
  takeCounts(interval: number, operation: string): IntervalLine | null {
    if (Object.keys(this.counts).length === 0) return null;
    const line = this.#line(interval, operation);
    this.counts = {};
    this.#by = {};
    return line;
  }

  /** The record's line, once: the histograms go back to the pool. */
  finish(interval: number, operation: string): IntervalLine {
    const series: Partial<Record<Series, string>> = {};
    for (const name of SERIES) {
      const histogram = this.#histograms[name];
      if (histogram === undefined) continue;
      series[name] = histogram.encode();
      giveBackHistogram(histogram);
    }
    const times = Object.keys(series).length === 0 ? {} : { series };
    return { ...this.#line(interval, operation), ...times };
  }

  #line(interval: number, operation: string): IntervalLine {
    const by = Object.keys(this.#by).length === 0 ? {} : { by: this.#by };
    return { kind: "interval", interval, operation, counts: this.counts, ...by };
  }
}
