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

/** A tally that is not decoded yet: it adds itself to a table of all cells without becoming lists first. */
export interface PackedTally extends Tally {
  /** Calls for each cell that holds something, in any order; a cell may come more than once. */
  eachCell(take: (cell: number, count: number) => void): void;
}

function isPacked(tally: Tally): tally is PackedTally {
  return "eachCell" in tally;
}

export const emptyTally: Tally = { valuesUs: [], counts: [], total: 0 };

/** All observations of several tallies in one. Values need not be those of cells. */
export function addTallies(tallies: readonly Tally[]): Tally {
  const filled = tallies.filter(({ total }) => total > 0);
  const [first, second] = filled;
  if (first === undefined) return emptyTally;
  if (second === undefined) return first;
  if (filled.length === 2 && !isPacked(first) && !isPacked(second)) return addTwo(first, second);
  return addByCell(filled) ?? filled.reduce(addTwo);
}

/** A packed tally as lists. */
export function unpack(tally: PackedTally): Tally {
  return addByCell([tally]) ?? emptyTally;
}

/** Merges two ascending lists. */
function addTwo(a: Tally, b: Tally): Tally {
  const [aValues, aCounts, bValues, bCounts] = [a.valuesUs, a.counts, b.valuesUs, b.counts];
  const valuesUs: number[] = [];
  const counts: number[] = [];
  for (let i = 0, j = 0; i < aValues.length || j < bValues.length; ) {
    const x = aValues[i] ?? Number.POSITIVE_INFINITY;
    const y = bValues[j] ?? Number.POSITIVE_INFINITY;
    let count = 0;
    if (x <= y) count += aCounts[i++] ?? 0;
    if (y <= x) count += bCounts[j++] ?? 0;
    valuesUs.push(x < y ? x : y);
    counts.push(count);
  }
  return { valuesUs, counts, total: a.total + b.total };
}

/** What each cell holds while many tallies are added; all zero in between. */
const inCell = new Float64Array(cellOf(HIGHEST_US) + 1);

/** Adds into a table of all cells. Null when a value is not that of a cell (a time that was shortened): it has no place there. */
function addByCell(tallies: readonly Tally[]): Tally | null {
  let lowest = inCell.length;
  let highest = -1;
  const take = (cell: number, count: number): void => {
    if (cell < lowest) lowest = cell;
    if (cell > highest) highest = cell;
    inCell[cell] = (inCell[cell] ?? 0) + count;
  };
  const fits = tallies.every((tally) => {
    if (isPacked(tally)) {
      tally.eachCell(take);
      return true;
    }
    const { valuesUs, counts } = tally;
    return valuesUs.every((us, i) => {
      const cell = cellOf(us);
      const isOfCell = cell < inCell.length && highestOfCell(cell) === us;
      if (isOfCell) take(cell, counts[i] ?? 0);
      return isOfCell;
    });
  });
  const valuesUs: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let cell = lowest; cell <= highest; cell++) {
    const count = inCell[cell] ?? 0;
    if (count === 0) continue;
    inCell[cell] = 0;
    valuesUs.push(highestOfCell(cell));
    counts.push(count);
    total += count;
  }
  return fits ? { valuesUs, counts, total } : null;
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
