import { type Ms, type PerSec, seededRandom } from "../shared/index.ts";
import type { CycleStep } from "./fault.ts";

/**
 * The pure arithmetic of time faults. Each maps the time of one request to the time of its reply, both on the same
 * clock, and keeps its state in computed times only: a timer that fires late never moves a later reply.
 */
export type TimeStage = (atMs: Ms) => Ms;

/** One first-come-first-served server: departure = max(arrival, previous departure) + service time of the nth request. */
export function server(serviceMs: (n: number) => Ms): TimeStage {
  let previousMs = Number.NEGATIVE_INFINITY;
  let n = 0;
  return (atMs) => {
    previousMs = Math.max(atMs, previousMs) + serviceMs(n);
    n += 1;
    return previousMs;
  };
}

/** Service times of {@link server} that hold it to `rate` requests a second. */
export function constantService(rate: PerSec): (n: number) => Ms {
  return () => 1000 / rate;
}

/** Exponential service times with mean 1/rate; the nth (from 0) is the first draw of the stream (seed, "mm1", n). */
export function exponentialService(rate: PerSec, seed: number): (n: number) => Ms {
  return (n) => seededRandom(seed, "mm1", n).exponential(1000 / rate);
}

/** Each request takes the next time of the cycle, side by side with the others. */
export function cycle(steps: readonly CycleStep[]): TimeStage {
  const times = steps.flatMap(({ timeMs, count }) => Array.from({ length: count }, () => timeMs));
  let n = 0;
  return (atMs) => {
    const timeMs = times[n % times.length] ?? 0;
    n += 1;
    return atMs + timeMs;
  };
}

/** Frozen for the last `stallMs` of every period, periods counted from `originMs`: a time inside moves to the end. */
export function thawStall(atMs: Ms, originMs: Ms, stallMs: Ms, periodMs: Ms): Ms {
  const phaseMs = (atMs - originMs) % periodMs;
  return phaseMs >= periodMs - stallMs ? atMs + (periodMs - phaseMs) : atMs;
}

/** Frozen once, from `startMs` for `forMs`. */
export function thawHang(atMs: Ms, startMs: Ms, forMs: Ms): Ms {
  return atMs >= startMs && atMs < startMs + forMs ? startMs + forMs : atMs;
}

/** A token bucket that starts full. `take` is null when a token was there, else the time until there is one. */
export function bucket(rate: PerSec, burst: number): { take(atMs: Ms): Ms | null } {
  let tokens = burst;
  let lastMs = 0;
  return {
    take: (atMs) => {
      tokens = Math.min(burst, tokens + ((atMs - lastMs) * rate) / 1000);
      lastMs = atMs;
      if (tokens >= 1 - 1e-9) {
        tokens -= 1;
        return null;
      }
      return ((1 - tokens) / rate) * 1000;
    },
  };
}
