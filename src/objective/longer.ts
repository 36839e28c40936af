import { formatDuration, type Seconds, US_PER_S } from "../shared/index.ts";

/** Beyond this a longer level is no advice. */
const LONGEST_ADVICE_S = 24 * 3600;

/** Nor does one so many times as long: by then the figure itself has moved. */
const LONGEST_ADVICE_FACTOR = 10;

const NO_DAY = "no level of a day would be long enough";

/** `--duration 60s`, in whole seconds, never shorter than `leastSeconds`; null where no run of a day would do. */
function duration(wantedSeconds: Seconds, leastSeconds: Seconds): string | null {
  const seconds = Math.max(Math.ceil(wantedSeconds - 1e-9), Math.ceil(leastSeconds - 1e-9));
  return seconds <= LONGEST_ADVICE_S ? `--duration ${formatDuration(seconds * US_PER_S)}` : null;
}

/**
 * `run longer: --duration 60s`; or that no run of a day would do. One duration is for every level, so `leastSeconds` is
 * what the longest of them lasts, or what the promises ask for where that is more: no advice makes room for one promise by
 * taking it from another.
 */
export function runLonger(wantedSeconds: Seconds, leastSeconds: Seconds): string {
  const option = duration(wantedSeconds, leastSeconds);
  return option === null ? NO_DAY : `run longer: ${option}`;
}

/** `--duration 5m or longer`, for a level that must hold a whole window. */
export function holdWindow(windowSeconds: Seconds, leastSeconds: Seconds): string {
  const option = duration(windowSeconds, leastSeconds);
  return option === null ? NO_DAY : `${option} or longer`;
}

/**
 * Advice for a figure whose bound lies on the wrong side of its limit. Bounds narrow with the sample to some power, the
 * root for most figures, so a level (width / margin)^2 times as long would bring the bound, now `width` from the figure,
 * within its `margin`. Where
 * that is no number (a bound beyond every finite value, a figure at its limit) or a large one, length is not the remedy.
 */
export function runLongerFor(
  level: { readonly seconds: Seconds; readonly leastSeconds: Seconds },
  found: { readonly observed: number; readonly bound: number; readonly limit: number },
  narrowing = 0.5,
): string {
  const factor = Math.abs((found.bound - found.observed) / (found.limit - found.observed)) ** (1 / narrowing);
  if (factor < 1) return "a longer run would decide";
  if (!(factor <= LONGEST_ADVICE_FACTOR)) return "a longer run would hardly decide it";
  const option = duration(level.seconds * factor, level.leastSeconds);
  return option === null ? NO_DAY : `about ${option} would decide if the figure stays`;
}

/** Advice for a window of so many arrivals that needs more: the window that has them, in a level that has room for it. */
export function widenWindow(
  window: { readonly seconds: Seconds; readonly arrivals: number },
  needed: number,
  level: { readonly seconds: Seconds; readonly leastSeconds: Seconds },
): string {
  if (window.arrivals === 0) return "promise a longer window, or a higher rate";
  const seconds = Math.ceil((window.seconds * needed) / window.arrivals - 1e-9);
  const option = duration(seconds, level.leastSeconds);
  if (option === null) return "promise a higher rate: no window of a day would do";
  const room = seconds <= level.seconds ? "" : ` with ${option}`;
  return `promise a window of at least ${formatDuration(seconds * US_PER_S)}${room}, or a higher rate`;
}
