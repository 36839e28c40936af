export {
  type Counts,
  type FailureCode,
  type Outcome,
  type Sample,
  SERIES,
  type Series,
  type ShedReason,
} from "./sample.ts";
export type { Tally } from "./tally.ts";
