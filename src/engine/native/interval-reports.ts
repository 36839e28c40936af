import { intervalIndexAt, type PlanInterval } from "../../plan/index.ts";
import { US_PER_S, type Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/** Reports within a wide interval (of more than a second or two) come so often: what was counted by then is on the disk. */
const WITHIN_WIDE_US: Us = 5 * US_PER_S;
/** An interval that ends within half as much again is waited for: the report at its end is near enough. */
const SOON_SHARE = 1.5;

/** Calls for a report whenever an interval of the plan is over, and at least once a second, in wide intervals every 5 s. */
export interface IntervalReports {
  start(): void;
  /** One last report, with every interval that has begun by now, or with all that are left. */
  finish(left: "begun" | "all"): void;
}

/**
 * From the interval at `fromUs` on. `report` takes the intervals that ended since the last one, in order, and the first of those whose times may wait
 * (Recorder.flush; Infinity: none may). While a wide one is under way its own wait for its end, and what ends late in
 * earlier ones waits too, but for the first report after an end: so a slow target does not make a long record longer.
 */
export function reportIntervals(
  intervals: readonly PlanInterval[],
  now: Now,
  report: (over: readonly number[], heldBack: number) => void,
  fromUs: Us = 0,
): IntervalReports {
  let next = Math.max(0, intervalIndexAt(intervals, fromUs));
  let sinceEnd = 0;
  let timer: NodeJS.Timeout | null = null;

  const takeWhile = (taken: (interval: PlanInterval) => boolean): readonly number[] => {
    const indices: number[] = [];
    for (let at = intervals[next]; at !== undefined && taken(at); at = intervals[next]) {
      indices.push(at.index);
      next++;
    }
    return indices;
  };
  const everyUs = (): Us => {
    const interval = intervals[next];
    return interval !== undefined && interval.endUs - interval.startUs > WITHIN_WIDE_US
      ? WITHIN_WIDE_US
      : US_PER_S;
  };
  const reportAt = (atUs: Us): void => {
    timer = setTimeout(
      () => {
        const nowUs = now();
        // A timer may fire up to 1 ms early: an interval that is not over is not reported on.
        if (nowUs < atUs) return reportAt(atUs);
        const over = takeWhile(({ endUs }) => endUs <= nowUs);
        sinceEnd = over.length > 0 ? 0 : sinceEnd + 1;
        const wide = everyUs() === WITHIN_WIDE_US;
        report(over, wide ? (sinceEnd <= 1 ? next : 0) : Number.POSITIVE_INFINITY);
        schedule();
      },
      Math.max(1, Math.ceil((atUs - now()) / 1e3)),
    );
  };
  const schedule = (): void => {
    const nowUs = now();
    const endUs = intervals[next]?.endUs ?? Number.POSITIVE_INFINITY;
    reportAt(endUs - nowUs < SOON_SHARE * everyUs() ? endUs : nowUs + everyUs());
  };

  return {
    start: schedule,
    finish(left) {
      if (timer !== null) clearTimeout(timer);
      const nowUs = now();
      report(
        takeWhile(({ startUs }) => left === "all" || startUs <= nowUs),
        Number.POSITIVE_INFINITY,
      );
    },
  };
}
