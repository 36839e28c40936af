import { performance } from "node:perf_hooks";
import type { PlanInterval } from "../../plan/index.ts";
import type { GeneratorLine } from "../../record/index.ts";
import { US_PER_S, type Us } from "../../shared/index.ts";
import type { ConnectionCounts } from "./transport.ts";
import { watchPauses } from "./watch-pauses.ts";

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
  /** An arrival was never sent, by our own fault. */
  unreleased(): void;
  inFlight(count: number): void;
  /** The lines of the intervals that are over (none: what is left to say of earlier ones); what was noted since the last call belongs to them. */
  take(intervals: readonly number[], counters: Counters): GeneratorLine[];
  close(): void;
}

export function watchWorkerHealth(worker: number): WorkerHealth {
  const pauses = watchPauses();
  let utilisation = performance.eventLoopUtilization();
  let before: Counters = { connects: 0, reconnects: 0, overflow: 0, inFlight: 0 };
  let lastInterval = 0;
  let unreleased = 0;
  let maxInFlight = 0;
  let late = new Map<number, Record<string, number>>();

  return {
    begin() {
      pauses.takeLongestUs();
      utilisation = performance.eventLoopUtilization();
    },
    late({ index, startUs }, intendedUs) {
      const second = String(Math.floor((intendedUs - startUs) / US_PER_S));
      const seconds = late.get(index) ?? {};
      seconds[second] = (seconds[second] ?? 0) + 1;
      late.set(index, seconds);
    },
    unreleased() {
      unreleased++;
    },
    inFlight(count) {
      if (count > maxInFlight) maxInFlight = count;
    },
    take(intervals, counters) {
      const current = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(current, utilisation);
      utilisation = current;
      const pauseUs = pauses.takeLongestUs();
      const counted = {
        own_unreleased: unreleased,
        overflow: counters.overflow - before.overflow,
        connects: counters.connects - before.connects,
        reconnects: counters.reconnects - before.reconnects,
      };
      const lines = intervals.map(
        (interval, at): GeneratorLine => ({
          kind: "generator",
          interval,
          worker,
          ...(late.has(interval) ? { late: late.get(interval) ?? {} } : {}),
          loop_utilisation: utilization,
          longest_pause_us: pauseUs,
          max_in_flight: maxInFlight,
          ...(at === 0 ? counted : {}),
        }),
      );
      for (const interval of intervals) late.delete(interval);
      const behind = [...late].map(
        ([interval, seconds]): GeneratorLine => ({ kind: "generator", interval, worker, late: seconds }),
      );
      if (intervals.length === 0 && Object.values(counted).some((count) => count > 0)) {
        behind.push({ kind: "generator", interval: lastInterval, worker, ...counted });
      }
      lastInterval = intervals.at(-1) ?? lastInterval;
      before = counters;
      unreleased = 0;
      maxInFlight = counters.inFlight;
      late = new Map();
      return [...behind, ...lines];
    },
    close() {
      pauses.close();
    },
  };
}
