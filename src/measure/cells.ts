import type { Us } from "../shared/index.ts";

/** The range and precision of every histogram here: 1 us to 1 h, 3 significant digits (HdrHistogram's parameters). */
export const LOWEST_US: Us = 1;
export const HIGHEST_US: Us = 3_600_000_000;
export const SIGNIFICANT_DIGITS = 3;

/*
 * HdrHistogram keeps single units up to 2 x 10^digits, rounded up to a power of two: 2048 cells of 1 us. Each further
 * bucket covers twice the range in 1024 cells of twice the width: cells 2048..3071 are 2 us wide and begin at 2048 us,
 * cells 3072..4095 are 4 us wide and begin at 4096 us, and so on.
 */
const UNIT_CELLS = 2_048;
const HALF = UNIT_CELLS / 2;

/** The cell that a value of whole microseconds, 0 to 2^32 - 1, falls into. */
export function cellOf(us: Us): number {
  const doublings = Math.max(0, 21 - Math.clz32(us));
  return doublings * HALF + (us >>> doublings);
}

/** The largest whole value of a cell, which stands for all of it. */
export function highestOfCell(cell: number): Us {
  return HIGHEST_OF_CELL[cell] ?? computedHighest(cell);
}

function computedHighest(cell: number): Us {
  if (cell < UNIT_CELLS) return cell;
  const doublings = Math.floor(cell / HALF) - 1;
  return ((cell % HALF) + HALF + 1) * 2 ** doublings - 1;
}

/** Of every cell in range; asked for hundreds of times a histogram. */
const HIGHEST_OF_CELL = Float64Array.from({ length: cellOf(HIGHEST_US) + 1 }, (_, cell) =>
  computedHighest(cell),
);

/** Width of the cell that holds a value. */
function widthAt(us: Us): Us {
  let width = 1;
  while (us >= UNIT_CELLS * width) width *= 2;
  return width;
}

/** The largest whole value that a histogram cannot tell from this one: 500000 is 500223. Any size; fractions are cut. */
export function highestEquivalentUs(us: Us): Us {
  return lowestEquivalentUs(us) + widthAt(us) - 1;
}

/** The smallest whole value that a histogram cannot tell from this one: 500223 is 499968. */
export function lowestEquivalentUs(us: Us): Us {
  const width = widthAt(us);
  return Math.floor(us / width) * width;
}
