import {
  addCounts,
  type Counts,
  emptyTally,
  type IntervalLine,
  noCounts,
  type Series,
  type Tally,
} from "../measure/index.ts";
import { LazyTally, type TallyCache } from "./lazy-tally.ts";
import type { Cell } from "./run-record.ts";

/** A histogram of a line: its counts, packed (`countsIn`), and how many observations they are. */
export interface Histogram {
  readonly counts: Uint8Array;
  readonly total: number;
}

type Split = Record<string, number>;

/** A cell as its delta lines are added to it, one after the other. */
export class CellBuilder implements Cell {
  counts: Counts = noCounts;
  readonly by = { bad: {} as Split, failed: {} as Split, shed: {} as Split };
  readonly series: Record<Series, Tally> = {
    response_time: emptyTally,
    service_time: emptyTally,
    start_lag: emptyTally,
    response_time_not_good: emptyTally,
    service_time_not_good: emptyTally,
  };
  readonly #cache: TallyCache;

  constructor(cache: TallyCache) {
    this.#cache = cache;
  }

  add(line: IntervalLine, histograms: ReadonlyMap<Series, Histogram>): void {
    this.counts = addCounts(this.counts, line.counts);
    for (const kind of ["bad", "failed", "shed"] as const) {
      for (const [reason, count] of Object.entries(line.by?.[kind] ?? {})) {
        this.by[kind][reason] = (this.by[kind][reason] ?? 0) + count;
      }
    }
    for (const [series, { counts, total }] of histograms) {
      if (total === 0) continue;
      const there = this.series[series];
      const tally = there instanceof LazyTally ? there : new LazyTally(this.#cache);
      tally.add(counts, total);
      this.series[series] = tally;
    }
  }
}
