import { cellOf, HIGHEST_US } from "../measure/index.ts";
import { type Distribution, nearestRank } from "../statistics/index.ts";

/** Times of a window that slides: what comes in is added, what goes out taken away, and any percentile asked for between. */
export interface RollingTimes {
  add(times: Distribution): void;
  remove(times: Distribution): void;
  readonly total: number;
  /** By nearest rank; Infinity where it lies beyond, NaN of nothing. */
  quantile(p: number): number;
}

const CELLS = cellOf(HIGHEST_US) + 1;

/**
 * Counts by cell in a binary indexed tree (P. M. Fenwick, 1994): adding, taking away and finding a rank cost the logarithm
 * of the cells, so a day of half-minute intervals in windows of an hour takes as many steps as it has cells, not sixty
 * times as many.
 */
export function rollingTimes(): RollingTimes {
  const tree = new Float64Array(CELLS + 1);
  // The value that a cell stands for: the highest that came into it, which in a record is the cell's own.
  const highest = new Float64Array(CELLS);
  let finite = 0;
  let beyond = 0;
  const put = ({ values, counts, beyond: lost }: Distribution, sign: 1 | -1): void => {
    values.forEach((us, i) => {
      const cell = cellOf(us);
      const count = sign * (counts[i] ?? 0);
      if (us > (highest[cell] ?? 0)) highest[cell] = us;
      for (let at = cell + 1; at <= CELLS; at += at & -at) tree[at] = (tree[at] ?? 0) + count;
      finite += count;
    });
    beyond += sign * lost;
  };
  return {
    add: (times) => put(times, 1),
    remove: (times) => put(times, -1),
    get total() {
      return finite + beyond;
    },
    quantile(p) {
      const n = finite + beyond;
      if (n === 0) return Number.NaN;
      let rank = nearestRank(p, n);
      if (rank > finite) return Number.POSITIVE_INFINITY;
      let below = 0;
      for (let step = 2 ** Math.floor(Math.log2(CELLS)); step >= 1; step /= 2) {
        const at = below + step;
        if (at > CELLS || (tree[at] ?? 0) >= rank) continue;
        below = at;
        rank -= tree[at] ?? 0;
      }
      return highest[below] ?? Number.NaN;
    },
  };
}
