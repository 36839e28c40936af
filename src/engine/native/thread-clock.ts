import type { Us } from "../../shared/index.ts";

/** Microseconds on the machine's monotonic clock: the same origin in every thread of the process. */
export type Now = () => Us;

const PAIRS = 16;

/**
 * `process.hrtime.bigint()` is common to all threads but allocates; `performance.now()` is cheap but starts at zero in each thread. Both read the
 * same clock, so their distance is constant: it is measured once, from the pair of readings that lie closest together.
 */
export function threadClock(): Now {
  let offsetUs = 0;
  let closestUs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < PAIRS; i++) {
    const beforeUs = performance.now() * 1e3;
    const commonUs = Number(process.hrtime.bigint()) / 1e3;
    const apartUs = performance.now() * 1e3 - beforeUs;
    if (apartUs >= closestUs) continue;
    closestUs = apartUs;
    offsetUs = commonUs - (beforeUs + apartUs / 2);
  }
  return () => performance.now() * 1e3 + offsetUs;
}
