import { type Ratio, US_PER_MS, type Us } from "../shared/index.ts";

/** How far two engines may differ and still agree. */
export interface Tolerance {
  /** Of a time: this, or the share below of the first engine's figure, whichever is larger. */
  readonly us: Us;
  readonly share: Ratio;
}

/** 1 ms is what pacing by timers and another runtime's sockets add to a request; 5 % is less than runs of one engine scatter. */
export const DEFAULT_TOLERANCE: Tolerance = { us: US_PER_MS, share: 0.05 };

/** Of a share of arrivals (errors, delivered): one in a hundred. */
export const RATIO_TOLERANCE: Ratio = 0.01;

/** Of a time that the first engine measured; beyond every finite value only the absolute part is left. */
export function timeTolerance({ us, share }: Tolerance, first: Us): Us {
  return Number.isFinite(first) ? Math.max(us, share * first) : us;
}
