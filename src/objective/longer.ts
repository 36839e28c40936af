import { formatDuration, type Seconds, US_PER_S } from "../shared/index.ts";

/** Beyond this a longer level is no advice. */
const LONGEST_ADVICE_S = 24 * 3600;

/** Nor does one so many times as long: by then the figure itself has moved. */
const LONGEST_ADVICE_FACTOR = 10;

/** ` run longer: --duration 60s`, a level `factor` times as long in whole seconds; or that no run of a day would do. */
export function runLonger(levelSeconds: Seconds, factor: number): string {
  const seconds = Math.ceil(levelSeconds * factor - 1e-9);
  return seconds <= LONGEST_ADVICE_S
    ? `run longer: --duration ${formatDuration(seconds * US_PER_S)}`
    : "no level of a day would be long enough";
}

/**
 * Advice for a figure whose bound lies on the wrong side of its limit. Bounds narrow with the root of the sample, so a
 * level (width / margin)^2 times as long would bring the bound, now `width` from the figure, within its `margin`. Where
 * that is no number (a bound beyond every finite value, a figure at its limit) or a large one, length is not the remedy.
 */
export function runLongerFor(
  levelSeconds: Seconds,
  found: { readonly observed: number; readonly bound: number; readonly limit: number },
): string {
  const factor = ((found.bound - found.observed) / (found.limit - found.observed)) ** 2;
  if (factor < 1) return "a longer run would decide";
  return factor <= LONGEST_ADVICE_FACTOR
    ? `about ${runLonger(levelSeconds, factor).replace("run longer: ", "")} would decide if the figure stays`
    : "a longer run would hardly decide it";
}
