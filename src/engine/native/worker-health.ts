import { intervalIndexAt, type PlanInterval } from "../../plan/index.ts";
import type { GeneratorLine } from "../../record/index.ts";
import { US_PER_S, type Us } from "../../shared/index.ts";
import { createLoopReadings } from "./loop-readings.ts";
import type { Now } from "./thread-clock.ts";
import type { ConnectionCounts } from "./transport.ts";
import { type Pause, watchPauses } from "./watch-pauses.ts";

/** An arrival released later than this after its intended start counts as late in its second. */
export const LATE_US: Us = 100_000;

/** Counts since the run began, but `inFlight`: as it is now. */
export interface Counters extends ConnectionCounts {
  readonly overflow: number;
  readonly inFlight: number;
}

/** What a worker notes about itself, and where its counters stand. */
export interface WorkerHealth {
  /** The run begins: what was before it does not count. */
  begin(): void;
  /** An arrival of this interval was released more than {@link LATE_US} after its intended start. */
  late(interval: PlanInterval, intendedUs: Us): void;
  /** An arrival of this interval was never sent, by our own fault. */
  unreleased(interval: PlanInterval): void;
  inFlight(count: number): void;
  /**
   * The lines of the intervals reported now, in order and each once: with loop utilisation, longest pause and in-flight
   * maximum. Without any, what is left to say of earlier ones; all else is kept until a line can carry it.
   */
  take(reported: readonly number[], counters: Counters): GeneratorLine[];
  close(): void;
}

/** Arrivals of one interval that were late or never sent, since the last call. */
interface Faults {
  readonly late: Record<string, number>;
  unreleased: number;
}

export function watchWorkerHealth(
  worker: number,
  intervals: readonly PlanInterval[],
  now: Now,
  fromUs: Us = 0,
): WorkerHealth {
  const loop = createLoopReadings();
  const longestPauseUs = new Map<number, Us>();
  let next = Math.max(0, intervalIndexAt(intervals, fromUs));
  let before: Counters = { connects: 0, reconnects: 0, overflow: 0, inFlight: 0 };
  let maxInFlight = 0;
  let faults = new Map<number, Faults>();

  /** A pause counts in every interval that it may have touched. */
  const pauses = watchPauses(now, ({ sinceUs, untilUs, lengthUs }: Pause) => {
    for (let at = next; ; at++) {
      const interval = intervals[at];
      if (interval === undefined || interval.startUs >= untilUs) return;
      if (interval.endUs <= sinceUs) continue;
      longestPauseUs.set(at, Math.max(lengthUs, longestPauseUs.get(at) ?? 0));
    }
  });

  const faultsOf = (interval: number): Faults => {
    const there = faults.get(interval) ?? { late: {}, unreleased: 0 };
    faults.set(interval, there);
    return there;
  };
  const lateIn = (interval: number): Pick<GeneratorLine, "late"> => {
    const late = faults.get(interval)?.late ?? {};
    return Object.keys(late).length === 0 ? {} : { late };
  };
  const countedSince = (counters: Counters) => ({
    overflow: counters.overflow - before.overflow,
    connects: counters.connects - before.connects,
    reconnects: counters.reconnects - before.reconnects,
  });

  /** An interval that a stop cut off before it began had nothing going on in it. */
  const figuresOf = (interval: PlanInterval, nowUs: Us) => {
    const reached = interval.startUs <= nowUs;
    return {
      loop_utilisation: reached ? loop.since(interval) : 0,
      longest_pause_us: longestPauseUs.get(interval.index) ?? 0,
      max_in_flight: reached ? maxInFlight : 0,
    };
  };

  return {
    begin() {
      pauses.begin();
      loop.begin(now());
    },
    late({ index, startUs }, intendedUs) {
      const { late } = faultsOf(index);
      const second = String(Math.floor((intendedUs - startUs) / US_PER_S));
      late[second] = (late[second] ?? 0) + 1;
    },
    unreleased({ index }) {
      faultsOf(index).unreleased++;
    },
    inFlight(count) {
      if (count > maxInFlight) maxInFlight = count;
    },
    take(reported, counters) {
      const nowUs = now();
      pauses.look();
      if (next < intervals.length) loop.read(nowUs);
      const counted = countedSince(counters);
      const lines = reported.flatMap((index, at): GeneratorLine[] => {
        const interval = intervals[index];
        if (interval === undefined) return [];
        const line: GeneratorLine = {
          kind: "generator",
          interval: index,
          worker,
          ...lateIn(index),
          own_unreleased: faults.get(index)?.unreleased ?? 0,
          ...figuresOf(interval, nowUs),
          ...(at === 0 ? counted : {}),
        };
        faults.delete(index);
        longestPauseUs.delete(index);
        return [line];
      });
      const behind = [...faults].map(([interval, { unreleased }]): GeneratorLine => {
        const unsent = unreleased > 0 ? { own_unreleased: unreleased } : {};
        return { kind: "generator", interval, worker, ...lateIn(interval), ...unsent };
      });
      faults = new Map();

      const last = intervals.length - 1;
      if (reported.length > 0) {
        next = (reported.at(-1) ?? last) + 1;
        maxInFlight = counters.inFlight;
        before = counters;
        const following = intervals[next];
        if (following !== undefined) loop.forgetBefore(following);
      } else if (next > last && Object.values(counted).some((count) => count > 0)) {
        behind.push({ kind: "generator", interval: last, worker, ...counted });
        before = counters;
      }
      return [...behind, ...lines];
    },
    close() {
      pauses.close();
    },
  };
}
