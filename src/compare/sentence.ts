import { US_PER_MS } from "../shared/index.ts";
import type { Agreement } from "./agreement.ts";

/**
 * `recall, service time at 2x: p99 is 20.1 ms by native and 23.3 ms by k6, a difference of 3.2 ms (2.9 to 3.6), tolerance
 * 1.005 ms`.
 */
export function agreementSentence(
  of: string,
  agreement: Agreement,
  [first, second]: readonly [{ readonly label: string }, { readonly label: string }],
): string {
  const { what, unit, difference, bounds, tolerance } = agreement;
  const figures =
    `${what} is ${figureText(agreement.first, unit)} by ${first.label} and ` +
    `${figureText(agreement.second, unit)} by ${second.label}`;
  const range = bounds === null ? "" : ` (${amount(bounds.lower, unit)} to ${amount(bounds.upper, unit)})`;
  const apart = Number.isFinite(difference) ? `, a difference of ${apartText(difference, unit)}${range}` : "";
  return `${of}: ${figures}${apart}, tolerance ${apartText(tolerance, unit)}`;
}

/** With the unit of a difference: one of two ratios is in percentage points. */
function apartText(value: number, unit: Agreement["unit"]): string {
  const text = amount(value, unit);
  return unit === "us" ? `${text} ms` : `${text} percentage point${text === "1" ? "" : "s"}`;
}

function figureText(value: number, unit: Agreement["unit"]): string {
  if (Number.isNaN(value)) return "not known";
  if (!Number.isFinite(value)) return "beyond the timeout";
  return `${amount(value, unit)}${unit === "us" ? " ms" : " %"}`;
}

/** Four significant digits, of a ratio in percent; `?` where no bound is known. */
function amount(value: number, unit: Agreement["unit"]): string {
  if (!Number.isFinite(value)) return "?";
  return String(Number((unit === "us" ? value / US_PER_MS : value * 100).toPrecision(4)));
}
