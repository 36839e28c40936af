import type { Counts } from "./sample.ts";

export const noCounts: Counts = {
  planned: 0,
  released: 0,
  good: 0,
  bad: 0,
  failed: 0,
  timeout: 0,
  shed: 0,
  unfinished: 0,
  completed: 0,
  good_done: 0,
};

/** Adds a line's counts, of which those that are 0 may be absent. */
export function addCounts(counts: Counts, more: Partial<Counts>): Counts {
  return {
    planned: counts.planned + (more.planned ?? 0),
    released: counts.released + (more.released ?? 0),
    good: counts.good + (more.good ?? 0),
    bad: counts.bad + (more.bad ?? 0),
    failed: counts.failed + (more.failed ?? 0),
    timeout: counts.timeout + (more.timeout ?? 0),
    shed: counts.shed + (more.shed ?? 0),
    unfinished: counts.unfinished + (more.unfinished ?? 0),
    completed: counts.completed + (more.completed ?? 0),
    good_done: counts.good_done + (more.good_done ?? 0),
  };
}

/** Arrivals that have ended; equal to `planned` when the ledger closes. */
export function outcomesOf({ good, bad, failed, timeout, shed, unfinished }: Counts): number {
  return good + bad + failed + timeout + shed + unfinished;
}
