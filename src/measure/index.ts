export {
  cellOf,
  HIGHEST_US,
  highestEquivalentUs,
  LOWEST_US,
  lowestEquivalentUs,
  SIGNIFICANT_DIGITS,
} from "./cells.ts";
export { addCounts, noCounts, outcomesOf } from "./counts.ts";
export type { IntervalLine } from "./interval-line.ts";
export { createRecorder, type Recorder, type RecorderOptions } from "./recorder.ts";
export {
  type Counts,
  type FailureCode,
  type Outcome,
  type Sample,
  SERIES,
  type Series,
  type ShedReason,
} from "./sample.ts";
export {
  addTallies,
  countAbove,
  emptyTally,
  type PackedTally,
  type Tally,
  tallyOf,
  unpack,
} from "./tally.ts";
export { countsIn, decodeCounts, decodeTally, eachCell, encodeTally, totalOf } from "./tally-codec.ts";
