import {
  addCounts,
  addTallies,
  type Counts,
  emptyTally,
  type IntervalLine,
  noCounts,
  SERIES,
  type Series,
  type Tally,
} from "../measure/index.ts";
import type { Cell } from "./run-record.ts";

type Split = Record<string, number>;

/** Adds the delta lines of one operation in one interval. */
export class CellBuilder {
  #counts: Counts = noCounts;
  readonly #by = { bad: {} as Split, failed: {} as Split, shed: {} as Split };
  readonly #tallies = new Map<Series, Tally[]>();

  add(line: IntervalLine, tallies: ReadonlyMap<Series, Tally>): void {
    this.#counts = addCounts(this.#counts, line.counts);
    for (const kind of ["bad", "failed", "shed"] as const) {
      for (const [reason, count] of Object.entries(line.by?.[kind] ?? {})) {
        this.#by[kind][reason] = (this.#by[kind][reason] ?? 0) + count;
      }
    }
    for (const [series, tally] of tallies) {
      const list = this.#tallies.get(series);
      if (list === undefined) this.#tallies.set(series, [tally]);
      else list.push(tally);
    }
  }

  build(): Cell {
    const series = Object.fromEntries(
      SERIES.map((name) => [name, addTallies(this.#tallies.get(name) ?? [])]),
    ) as Record<Series, Tally>;
    for (const name of SERIES) if (series[name].total === 0) series[name] = emptyTally;
    return { counts: this.#counts, by: this.#by, series };
  }
}
