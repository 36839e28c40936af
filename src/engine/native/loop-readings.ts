import { type EventLoopUtilization, performance } from "node:perf_hooks";
import type { PlanInterval } from "../../plan/index.ts";
import type { Us } from "../../shared/index.ts";

/** A span of readings may begin this share of an interval late and still stand for it. */
const LATE_SHARE = 0.25;

interface Reading {
  readonly atUs: Us;
  readonly loop: EventLoopUtilization;
}

/** Readings of the event loop's busy time, from which any recent interval's utilisation can be told. */
export interface LoopReadings {
  /** What was before does not count. */
  begin(nowUs: Us): void;
  read(nowUs: Us): void;
  /**
   * Busy share from the interval's start to the last reading, 0 to 1. Over a longer time rather than a shorter one: where no
   * reading lies near the start, from the one before it; so the rest of a turn is never taken for the interval.
   */
  since(interval: PlanInterval): number;
  /** Forgets what no interval from this one on needs. */
  forgetBefore(interval: PlanInterval): void;
}

export function createLoopReadings(
  utilisation: () => EventLoopUtilization = () => performance.eventLoopUtilization(),
): LoopReadings {
  let readings: Reading[] = [{ atUs: Number.NEGATIVE_INFINITY, loop: utilisation() }];
  /** Of these readings the one nearest to the interval's start, and not much after it; else the first. */
  const baseOf = ({ startUs, endUs }: PlanInterval, among: readonly Reading[]): Reading | undefined =>
    among
      .filter(({ atUs }) => atUs <= startUs + LATE_SHARE * (endUs - startUs))
      .sort((a, b) => Math.abs(a.atUs - startUs) - Math.abs(b.atUs - startUs))[0] ?? among[0];
  return {
    begin(nowUs) {
      readings = [{ atUs: nowUs, loop: utilisation() }];
    },
    read(nowUs) {
      readings.push({ atUs: nowUs, loop: utilisation() });
    },
    since(interval) {
      const last = readings.at(-1);
      const base = baseOf(interval, readings.slice(0, -1));
      if (last === undefined || base === undefined) return 0;
      const activeMs = last.loop.active - base.loop.active;
      const totalMs = activeMs + last.loop.idle - base.loop.idle;
      return totalMs > 0 ? Math.min(1, Math.max(0, activeMs / totalMs)) : 0;
    },
    forgetBefore(interval) {
      const base = baseOf(interval, readings);
      readings = readings.filter(({ atUs }) => base === undefined || atUs >= base.atUs);
    },
  };
}
