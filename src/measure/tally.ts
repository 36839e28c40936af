import type { Us } from "../shared/index.ts";
import { cellOf, HIGHEST_US, highestEquivalentUs, highestOfCell, LOWEST_US } from "./cells.ts";

/**
 * A decoded histogram: only the cells that hold something. `valuesUs` are the highest values equivalent at 3 significant
 * digits (HdrHistogram's), ascending; `counts` run beside them.
 */
export interface Tally {
  readonly valuesUs: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

export const emptyTally: Tally = { valuesUs: [], counts: [], total: 0 };

/** All observations of several tallies in one. */
export function addTallies(tallies: readonly Tally[]): Tally {
  const filled = tallies.filter(({ total }) => total > 0);
  const [only] = filled;
  if (only === undefined) return emptyTally;
  if (filled.length === 1) return only;
  const countOf = new Map<number, number>();
  for (const { valuesUs, counts } of filled) {
    for (let i = 0; i < valuesUs.length; i++) {
      const value = valuesUs[i] ?? 0;
      countOf.set(value, (countOf.get(value) ?? 0) + (counts[i] ?? 0));
    }
  }
  return tallyOfCounts(countOf);
}

/** The tally of single observations, each from 1 us to 1 h; RangeError for another. They need not be whole. */
export function tallyOf(timesUs: Iterable<Us>): Tally {
  const countOf = new Map<number, number>();
  for (const us of timesUs) {
    if (!(us >= LOWEST_US && us <= HIGHEST_US)) throw new RangeError(`${us} us lies outside 1 us to 1 h`);
    const value = highestOfCell(cellOf(Math.round(us)));
    countOf.set(value, (countOf.get(value) ?? 0) + 1);
  }
  return tallyOfCounts(countOf);
}

function tallyOfCounts(countOf: ReadonlyMap<number, number>): Tally {
  const valuesUs = [...countOf.keys()].sort((a, b) => a - b);
  const counts = valuesUs.map((value) => countOf.get(value) ?? 0);
  return { valuesUs, counts, total: counts.reduce((sum, count) => sum + count, 0) };
}

/** How many observations are certainly larger than a limit: those in cells above the limit's own. */
export function countAbove(tally: Tally, limitUs: Us): number {
  const highest = highestEquivalentUs(limitUs);
  let above = 0;
  for (let i = tally.valuesUs.length - 1; i >= 0 && (tally.valuesUs[i] ?? 0) > highest; i--) {
    above += tally.counts[i] ?? 0;
  }
  return above;
}
