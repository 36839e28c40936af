import { addCounts, type Counts, noCounts } from "../measure/index.ts";
import { type Seconds, US_PER_S } from "../shared/index.ts";
import type { Stretch } from "./kind.ts";

/** The counts of all its intervals, added. */
export function countsOf(stretch: Stretch): Counts {
  return stretch.slices.reduce(
    (sum, { cell }) => (cell === null ? sum : addCounts(sum, cell.counts)),
    noCounts,
  );
}

export function secondsOf(stretch: Stretch): Seconds {
  return stretch.slices.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs), 0) / US_PER_S;
}

/** Some successive intervals of it. */
export function part(stretch: Stretch, from: number, to: number): Stretch {
  return { ...stretch, slices: stretch.slices.slice(from, to) };
}
