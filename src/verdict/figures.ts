import type { Finding, Objective, Observed, Unit } from "../objective/index.ts";
import { US_PER_MS, US_PER_S, type Us } from "../shared/index.ts";

/** Digits that tell neighbouring cells of a histogram (0.1 %) apart. */
const DIGITS = 4;
/** The most a double holds for certain. */
const MOST_DIGITS = 15;

const UNITS: Readonly<Record<Unit, { readonly per: number; readonly text: string }>> = {
  ms: { per: 1 / US_PER_MS, text: " ms" },
  s: { per: 1 / US_PER_S, text: " s" },
  ratio: { per: 100, text: " %" },
  per_s: { per: 1, text: "/s" },
  count: { per: 1, text: "" },
};

/** Four significant digits; a larger number is rounded to a whole one. */
export function numberText(value: number, digits = DIGITS): string {
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  return String(whole ? Math.round(value) : Number(value.toPrecision(digits)));
}

export function timeText(us: Us): string {
  return Number.isFinite(us) ? `${numberText(us / US_PER_MS)} ms` : "beyond the timeout";
}

/**
 * A value in its unit's scale. Other than times, which a histogram has rounded already, it gets as many digits as it
 * takes to lie on the same side of the limit as the value itself: 98.996 % must not read as 99 % where 99 % is asked.
 */
function scaled(value: number, { unit, limit }: Pick<Objective, "unit" | "limit">): string {
  const { per } = UNITS[unit];
  if (unit === "ms" || unit === "s" || !Number.isFinite(value)) return numberText(value * per);
  for (let digits = DIGITS; digits < MOST_DIGITS; digits++) {
    const text = numberText(value * per, digits);
    if (Math.sign(Number(text) - limit * per) === Math.sign(value - limit)) return text;
  }
  return String(value * per);
}

function observedText(observed: Observed, objective: Objective): string {
  if (observed === null) return "nothing measured";
  const { per, text } = UNITS[objective.unit];
  if (typeof observed === "object") return `> ${numberText(observed.beyond * per)}${text}`;
  return `${scaled(observed, objective)}${text}`;
}

function boundText(bound: Observed, objective: Objective): string {
  if (bound === null) return "unknown";
  if (typeof bound === "object") return `> ${numberText(bound.beyond * UNITS[objective.unit].per)}`;
  return Number.isFinite(bound) ? scaled(bound, objective) : "unknown";
}

/** `1310 ms (1270 to 1350) over 2994 samples`; a census has no bounds. */
export function figuresText({ objective, observed, bounds, samples }: Finding): string {
  const range =
    bounds === null ? "" : ` (${boundText(bounds[0], objective)} to ${boundText(bounds[1], objective)})`;
  const of = objective.unit === "ms" ? "sample" : "arrival";
  return `${observedText(observed, objective)}${range} over ${samples} ${of}${samples === 1 ? "" : "s"}`;
}
