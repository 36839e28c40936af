export {
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
export { addTallies, countAbove, emptyTally, type Tally, tallyOf } from "./tally.ts";
export { decodeTally, encodeTally } from "./tally-codec.ts";
