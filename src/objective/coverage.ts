import type { Ratio } from "../shared/index.ts";
import { PROCESS_SIGNALS } from "./signal-units.ts";

/** A signal that has no value in more of the intervals than the rest was away too often to say that it kept a limit. */
export const COVERED_SHARE: Ratio = 0.95;

/** Why a signal cannot be said to hold; null where it was measured often enough. */
export function uncovered(signal: string, measured: number, intervals: number): string | null {
  if (measured >= COVERED_SHARE * intervals) return null;
  if (measured === 0) return notMeasured(signal);
  return `${signal} was measured in ${measured} of ${intervals} intervals, and ${COVERED_SHARE * 100} % of them are needed`;
}

/** Of a signal without a single value, and where it could come from. */
export function notMeasured(signal: string): string {
  const source = signal in PROCESS_SIGNALS ? ": --target-pid names a process of this machine" : "";
  return `${signal} was not measured${source}`;
}
