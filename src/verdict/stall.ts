import { formatTime } from "../objective/index.ts";
import { US_PER_S, type Us } from "../shared/index.ts";
import { type IntervalFlow, medianUs } from "./backlog.ts";

/** A silence of up to this, or up to this share of the level, is let pass. */
const SILENCE_FLOOR_US: Us = 2 * US_PER_S;
const SILENCE_SHARE = 0.05;
/** ... and so is one of a few service times: with few users and slow answers, nothing completes for a while. */
const SILENCE_SERVICE_TIMES = 3;

/**
 * Why a closed level stood still, or null. Its users wait for their replies, so a stall sends no arrivals that could
 * count against a percentile: 10 users lose 10 requests to a stall of any length. Completions show it: whole intervals
 * in a row without one. `timeoutUs` stands for a service time that is not known.
 */
export function stallIn(flow: readonly IntervalFlow[], timeoutUs: Us): string | null {
  let longestUs = 0;
  let silentUs = 0;
  let levelUs = 0;
  for (const { completed, widthUs } of flow) {
    silentUs = completed > 0 ? 0 : silentUs + widthUs;
    longestUs = Math.max(longestUs, silentUs);
    levelUs += widthUs;
  }
  const serviceUs = medianUs(flow);
  const usualUs = SILENCE_SERVICE_TIMES * (Number.isFinite(serviceUs) ? serviceUs : timeoutUs);
  const stalled = longestUs > Math.max(SILENCE_FLOOR_US, SILENCE_SHARE * levelUs) && longestUs > usualUs;
  return stalled ? `nothing completed for ${formatTime(longestUs)}` : null;
}
