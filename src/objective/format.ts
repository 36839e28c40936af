import { US_PER_MS, US_PER_S, type Us } from "../shared/index.ts";
import type { Finding, Objective, Observed, Unit } from "./objective.ts";

/** Digits that tell neighbouring cells of a histogram (0.1 %) apart. */
const DIGITS = 4;
/** The most a double holds for certain. */
const MOST_DIGITS = 15;

const UNITS: Readonly<Record<Unit, { readonly per: number; readonly suffix: string }>> = {
  ms: { per: 1 / US_PER_MS, suffix: " ms" },
  s: { per: 1 / US_PER_S, suffix: " s" },
  ratio: { per: 100, suffix: " %" },
  per_s: { per: 1, suffix: "/s" },
  count: { per: 1, suffix: "" },
};

/** What a figure is written by; with its limit, where there is one, so that rounding does not hide on which side it lies. */
type Written = Pick<Objective, "unit"> & Partial<Pick<Objective, "limit">>;

/** Four significant digits, or as many as asked for; a number with more before its point is rounded to a whole one. */
export function formatNumber(value: number, digits = DIGITS): string {
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  return String(whole ? Math.round(value) : Number(value.toPrecision(digits)));
}

/**
 * A value in its unit's scale. Other than times, which a histogram has rounded already, it gets as many digits as it
 * takes to lie on the same side of the limit as the value itself: 98.996 % must not read as 99 % where 99 % is asked.
 */
function scaled(value: number, { unit, limit }: Written): string {
  const { per } = UNITS[unit];
  if (unit === "ms" || unit === "s" || limit === undefined) return formatNumber(value * per);
  for (let digits = DIGITS; digits < MOST_DIGITS; digits++) {
    const text = formatNumber(value * per, digits);
    if (Math.sign(Number(text) - limit * per) === Math.sign(value - limit)) return text;
  }
  return String(value * per);
}

const MINUTE_US = 60 * US_PER_S;
const HOUR_US = 60 * MINUTE_US;

/** A length of time for a reader, in three significant digits: "6.67 s", "250 ms", "90 s", "5 min", "8 h". Options take `formatDuration`. */
export function formatTime(us: Us): string {
  const [per, unit] =
    us >= 2 * HOUR_US
      ? [HOUR_US, "h"]
      : us >= 2 * MINUTE_US
        ? [MINUTE_US, "min"]
        : us >= US_PER_S || us === 0
          ? [US_PER_S, "s"]
          : [US_PER_MS, "ms"];
  return `${formatNumber(us / per, 3)} ${unit}`;
}

/** "1311 ms", "2.08 %", "99.8/s", "12", "14 s"; "> 5000 ms" for what lies beyond a timeout; "none" for nothing measured. */
export function formatObserved(written: Written, observed: Observed): string {
  if (observed === null) return "none";
  const { suffix } = UNITS[written.unit];
  if (typeof observed === "number") return `${scaled(observed, written)}${suffix}`;
  return `> ${formatNumber(observed.beyond * UNITS[written.unit].per)}${suffix}`;
}

/** "1270 to 1350 ms", "1270 to > 5000 ms", "12 ms to unknown" where the sample is too small; empty for an exact figure. `bare` leaves the unit to the figure beside it. */
export function formatBounds(
  written: Written,
  bounds: Finding["bounds"],
  style: "with unit" | "bare" = "with unit",
): string {
  if (bounds === null) return "";
  const [lower, upper] = bounds.map((bound) =>
    bound === null ? "unknown" : formatObserved(written, bound),
  ) as [string, string];
  // The unit once, where both have it.
  const { suffix } = UNITS[written.unit];
  const bare = (text: string): string =>
    suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  if (style === "bare") return `${bare(lower)} to ${bare(upper)}`;
  return `${bounds[1] === null ? lower : bare(lower)} to ${upper}`;
}

export function formatLimit({ limit, unit }: Pick<Objective, "limit" | "unit">): string {
  return `${formatNumber(limit * UNITS[unit].per)}${UNITS[unit].suffix}`;
}
