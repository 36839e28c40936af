import { type Finding, type Observed, scaleOf, type Unit } from "../objective/index.ts";
import { type Ms, type Ratio, US_PER_MS, US_PER_S, type Us } from "../shared/index.ts";

/** A number, `">5000"` (larger than 5000, nothing finite known), `">=612.3"` (at least) or `"none"` (nothing measured). */
export type Figure = number | string;

/** Microseconds as milliseconds: exact, since both have at most three decimals. */
export function toMs(us: Us): Ms {
  return Math.round(us) / US_PER_MS;
}

/** Cuts the noise of binary division: at most `digits` significant digits. */
export function toDigits(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** An objective's base unit (us for times and recovery) in the unit that the summary names: bytes stay bytes, ratios 0 to 1. */
export function inUnit(value: number, unit: Unit): number {
  if (unit === "ms") return toMs(value);
  if (unit === "s") return Math.round(value) / US_PER_S;
  if (unit === "s_per_h") return toDigits(value / US_PER_S, 6);
  return toDigits(value, 6);
}

/** An observed value as the summary writes it. `beyond` where nothing larger is known counts as "none". */
export function observedFigure(observed: Observed, unit: Unit): Figure {
  if (observed === null) return "none";
  const value = typeof observed === "number" ? observed : observed.beyond;
  if (!Number.isFinite(value)) return "none";
  return typeof observed === "number" ? inUnit(value, unit) : `>${inUnit(value, unit)}`;
}

/**
 * For reading: four significant digits, a larger number rounded to a whole one, never an exponent. Histograms hold three
 * digits, so no more is known of a time. The exact figures stand in summary.json.
 */
export function shortNumber(value: number, digits = 4): string {
  if (Math.abs(value) >= 10 ** (digits - 1)) return String(Math.round(value));
  const text = String(Number(value.toPrecision(digits)));
  return text.includes("e") ? value.toFixed(9).replace(/0+$/, "") : text;
}

/**
 * A ratio in percent, three significant digits: 0.11719 -> "11.7"; from 90 % on two digits of what is missing, so that
 * only all of it reads 100: 0.99964 -> "99.964".
 */
export function percentNumber(ratio: Ratio): string {
  const missing = 1 - ratio;
  if (ratio <= 0.9 || missing <= 1e-9) return shortNumber(ratio * 100, 3);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(missing * 100)));
  return String(Number((ratio * 100).toFixed(Math.min(decimals, 9))));
}

/** 1310.719 -> "1311 ms", 0.002 -> "0.2 %", 1.2e9 -> "1.2 GB", ">5000" -> "> 5000 ms", "none" -> "none". */
export function figureText(figure: Figure, unit: Unit): string {
  return figure === "none" ? "none" : `${bareText(figure, unit)}${unitText(unit, sizeOf(figure))}`;
}

/** {@link figureText} without its unit; of memory in the scale of a figure of that `size`, or its own. */
export function bareText(figure: Figure, unit: Unit, size = sizeOf(figure)): string {
  const short = (value: number): string => {
    if (unit === "ratio") return percentNumber(value);
    return shortNumber(value * summaryScale(unit, size).per);
  };
  if (typeof figure === "number") return short(figure);
  const [, sign = "", digits = ""] = /^(>=?)(.+)$/.exec(figure) ?? [];
  return sign === "" ? figure : `${sign === ">=" ? "\u2265" : ">"} ${short(Number(digits))}`;
}

/**
 * "1270 to 1350" in plain milliseconds, and of slopes in the unit of the figure beside them; in any other unit with it:
 * "0 to 0.86 %". A bound that the sample is too small for reads "?". Empty without bounds.
 */
export function boundsText(bounds: readonly [Figure, Figure] | null, unit: Unit): string {
  if (bounds === null) return "";
  const size = Math.max(...bounds.map(sizeOf));
  const text = bounds.map((bound) => (bound === "none" ? "?" : bareText(bound, unit, size))).join(" to ");
  const bare = unit === "ms" || (unit.endsWith("_per_h") && unit !== "bytes_per_h");
  return bare || bounds.every((bound) => bound === "none") ? text : text + unitText(unit, size);
}

/** The number in a figure without its sign; 0 for "none". */
function sizeOf(figure: Figure): number {
  return Math.abs(typeof figure === "number" ? figure : Number(/[\d.]+$/.exec(figure)?.[0] ?? 0));
}

/** Times stand in the summary as they are written; the other units are scaled. */
function summaryScale(unit: Unit, size: number): { readonly per: number; readonly suffix: string } {
  const { per, suffix } = scaleOf(unit, size);
  return { per: unit === "ms" || unit === "s" || unit === "s_per_h" ? 1 : per, suffix };
}

function unitText(unit: Unit, size: number): string {
  return summaryScale(unit, size).suffix;
}

/**
 * The share of a promise's allowance that is left; below 0 it is overdrawn. The allowance is the limit itself, of
 * `ratio >= limit` what the limit leaves free (1 - limit). Null where nothing finite was observed or the allowance is 0.
 */
export function marginOf(
  finding: Pick<Finding, "objective" | "observed"> & Partial<Pick<Finding, "limit">>,
): Ratio | null {
  const { objective, observed } = finding;
  if (typeof observed !== "number" || !Number.isFinite(observed)) return null;
  const { comparison, unit } = objective;
  const limit = finding.limit ?? objective.limit;
  const upward = comparison === ">=" || comparison === ">";
  const allowance = upward && unit === "ratio" ? 1 - limit : limit;
  if (!(allowance > 0)) return null;
  return toDigits((upward ? observed - limit : limit - observed) / allowance, 4);
}

/** "45 % left", "9.2 % over"; empty where there is none. */
export function marginText(margin: Figure | null): string {
  if (typeof margin !== "number") return "";
  return `${shortNumber(Math.abs(margin) * 100, 3)} % ${margin < 0 ? "over" : "left"}`;
}
