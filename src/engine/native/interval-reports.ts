import type { PlanInterval } from "../../plan/index.ts";
import { US_PER_S, type Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/** An interval that ends within this is waited for: the report at its end is near enough. */
const SOON_US: Us = 1.5 * US_PER_S;

/** Calls for a report whenever an interval of the plan is over, and at least once a second. */
export interface IntervalReports {
  start(): void;
  /** One last report, with every interval that has begun by now, or with all that are left. */
  finish(left: "begun" | "all"): void;
}

/** `report` takes the intervals that ended since the last one, in order. */
export function reportIntervals(
  intervals: readonly PlanInterval[],
  now: Now,
  report: (over: readonly number[]) => void,
): IntervalReports {
  let next = 0;
  let timer: NodeJS.Timeout | null = null;

  const takeWhile = (taken: (interval: PlanInterval) => boolean): readonly number[] => {
    const indices: number[] = [];
    for (let at = intervals[next]; at !== undefined && taken(at); at = intervals[next]) {
      indices.push(at.index);
      next++;
    }
    return indices;
  };
  const reportAt = (atUs: Us): void => {
    timer = setTimeout(
      () => {
        const nowUs = now();
        // A timer may fire up to 1 ms early: an interval that is not over is not reported on.
        if (nowUs < atUs) return reportAt(atUs);
        report(takeWhile(({ endUs }) => endUs <= nowUs));
        schedule();
      },
      Math.max(1, Math.ceil((atUs - now()) / 1e3)),
    );
  };
  const schedule = (): void => {
    const nowUs = now();
    const endUs = intervals[next]?.endUs ?? Number.POSITIVE_INFINITY;
    reportAt(endUs - nowUs < SOON_US ? endUs : nowUs + US_PER_S);
  };

  return {
    start: schedule,
    finish(left) {
      if (timer !== null) clearTimeout(timer);
      const nowUs = now();
      report(takeWhile(({ startUs }) => left === "all" || startUs <= nowUs));
    },
  };
}
