import type { Counts } from "../measure/index.ts";
import type { Ratio } from "../shared/index.ts";

/**
 * The share of planned arrivals that may end not good where no promise speaks of errors. Fast errors are in no percentile,
 * so without this a service that refuses everything at once would keep every time limit. Five times the usual error
 * budget of 1 %: what exceeds it is no accident, and whoever accepts it can say so by promising an error_rate.
 */
export const UNPROMISED_ERROR_SHARE: Ratio = 0.05;

/** Whether more arrivals were not good than may be where no promise speaks of errors. */
export function tooManyNotGood({ planned, good }: Pick<Counts, "planned" | "good">): boolean {
  return planned - good > UNPROMISED_ERROR_SHARE * planned;
}
