import { formatDuration, US_PER_MS, US_PER_S, type Us } from "../shared/index.ts";
import type { Finding, Objective, Observed, Unit } from "./objective.ts";

/** Digits that tell neighbouring cells of a histogram (0.1 %) apart. */
const DIGITS = 4;
/** The most a double holds for certain. */
const MOST_DIGITS = 15;

/** How a unit is written: `per` takes its base unit there. */
export interface Scale {
  readonly per: number;
  readonly suffix: string;
}

const FIXED: Readonly<Record<Exclude<Unit, "bytes" | "bytes_per_h">, Scale>> = {
  ms: { per: 1 / US_PER_MS, suffix: " ms" },
  s: { per: 1 / US_PER_S, suffix: " s" },
  ratio: { per: 100, suffix: " %" },
  per_s: { per: 1, suffix: "/s" },
  count: { per: 1, suffix: "" },
  number: { per: 1, suffix: "" },
  burn: { per: 1, suffix: " times" },
  ratio_per_h: { per: 100, suffix: " %/h" },
  points_per_h: { per: 100, suffix: " points/h" },
  s_per_h: { per: 1 / US_PER_S, suffix: " s/h" },
  per_s_per_h: { per: 1, suffix: "/s per h" },
  number_per_h: { per: 1, suffix: "/h" },
};

const BYTES: readonly Scale[] = [
  { per: 1e-12, suffix: " TB" },
  { per: 1e-9, suffix: " GB" },
  { per: 1e-6, suffix: " MB" },
  { per: 1e-3, suffix: " kB" },
];

/** The scale of a unit for a value of about this size: memory is written in kB, MB, GB or TB as it comes. */
export function scaleOf(unit: Unit, size: number): Scale {
  if (unit !== "bytes" && unit !== "bytes_per_h") return FIXED[unit];
  const { per, suffix } = BYTES.find((scale) => Math.abs(size) * scale.per >= 1) ?? { per: 1, suffix: " B" };
  return { per, suffix: unit === "bytes" ? suffix : `${suffix}/h` };
}

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
  const { per } = scaleOf(unit, value);
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

/** A moment within a level, from its start: "90s", "45m", "8h"; from an hour on with its minutes: "22h05m", "22h05m30s". */
export function formatMoment(us: Us): string {
  if (us < HOUR_US || us % HOUR_US === 0) return formatDuration(us);
  const minutes = String(Math.floor((us % HOUR_US) / MINUTE_US)).padStart(2, "0");
  const restUs = us % MINUTE_US;
  return `${Math.floor(us / HOUR_US)}h${minutes}m${restUs === 0 ? "" : formatDuration(restUs)}`;
}

/** "1311 ms", "2.08 %", "99.8/s", "12", "14 s", "1.2 GB", "4.1 MB/h"; "> 5000 ms" for what lies beyond a timeout; "none" for nothing measured. */
export function formatObserved(written: Written, observed: Observed): string {
  if (observed === null) return "none";
  if (typeof observed === "number")
    return `${scaled(observed, written)}${scaleOf(written.unit, observed).suffix}`;
  const { per, suffix } = scaleOf(written.unit, observed.beyond);
  return `> ${formatNumber(observed.beyond * per)}${suffix}`;
}

/** "1270 to 1350 ms", "1270 to > 5000 ms", "12 ms to unknown" where the sample is too small; empty for an exact figure. `bare` leaves the unit to the figure beside it, where that has the same. */
export function formatBounds(
  written: Written,
  bounds: Finding["bounds"],
  style: "with unit" | "bare" = "with unit",
): string {
  if (bounds === null) return "";
  const [lower, upper] = bounds.map((bound) =>
    bound === null ? "unknown" : formatObserved(written, bound),
  ) as [string, string];
  const [suffix, other] = bounds.map((bound) => suffixOf(written.unit, bound)) as [string, string];
  const bare = (text: string): string =>
    suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  const varies = scaleOf(written.unit, 0).suffix !== scaleOf(written.unit, 1e12).suffix;
  if (style === "bare" && !varies) return `${bare(lower)} to ${bare(upper)}`;
  // The unit once, where both have it.
  return `${bounds[1] === null || suffix !== other ? lower : bare(lower)} to ${upper}`;
}

function suffixOf(unit: Unit, bound: Observed): string {
  return scaleOf(unit, bound === null ? 0 : typeof bound === "number" ? bound : bound.beyond).suffix;
}

export function formatLimit({ limit, unit }: Pick<Objective, "limit" | "unit">): string {
  const { per, suffix } = scaleOf(unit, limit);
  return `${formatNumber(limit * per)}${suffix}`;
}
