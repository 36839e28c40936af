import { type PerSec, US_PER_S, type Us } from "../shared/index.ts";

/** A window short enough to date the recovery, long enough to say something. */
export const SHORTEST_WINDOW_US: Us = 5 * US_PER_S;
export const WINDOW_ARRIVALS = 200;

/** The window of an operation at its 1x rate: max(5 s, 200 planned arrivals); 5 s where the rate depends on the replies (null). */
export function recoveryWindowUs(rate: PerSec | null): Us {
  if (rate === null || rate <= 0) return SHORTEST_WINDOW_US;
  return Math.max(SHORTEST_WINDOW_US, Math.ceil((WINDOW_ARRIVALS / rate) * US_PER_S));
}
