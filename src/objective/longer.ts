import { formatDuration, type Seconds, US_PER_S } from "../shared/index.ts";

/** Beyond this a longer level is no advice. */
const LONGEST_ADVICE_S = 24 * 3600;

/** ` run longer: --duration 60s`, a level `factor` times as long in whole seconds; or that no run of a day would do. */
export function runLonger(levelSeconds: Seconds, factor: number): string {
  const seconds = Math.ceil(levelSeconds * factor - 1e-9);
  return seconds <= LONGEST_ADVICE_S
    ? `run longer: --duration ${formatDuration(seconds * US_PER_S)}`
    : "no level of a day would be long enough";
}

/**
 * Advice for a figure whose bound lies on the wrong side of its limit. Bounds narrow with the root of the sample, so a
 * level (width / margin)^2 times as long would bring the bound, now `width` from the figure, within its `margin`.
 */
export function runLongerFor(
  levelSeconds: Seconds,
  found: { readonly observed: number; readonly bound: number; readonly limit: number },
): string {
  const factor = ((found.bound - found.observed) / (found.limit - found.observed)) ** 2;
  return Number.isFinite(factor) && factor >= 1
    ? `about ${runLonger(levelSeconds, factor).replace("run longer: ", "")} would decide if the figure stays`
    : "a longer run would decide";
}
