import { readDuration, US_PER_S } from "../shared/index.ts";
import type { Unit } from "./objective.ts";

/** How the limits of one unit are written and read. */
interface UnitRule {
  readonly what: string;
  readonly example: string;
  /** In the base unit (us, 0..1, per second, a number); null when the text is not of this unit. */
  read(text: string): number | null;
  /** What is wrong with a limit that was read, or null. */
  refuse(limit: number): string | null;
}

/** Histograms end at 1 h: a longer response time cannot be told from a lost one. */
const LONGEST_TIME_US = 3600 * US_PER_S;

const decimal = (text: string, unit: RegExp, exponent: string): number | null => {
  const match = /^(\d+(?:\.\d+)?)\s*(\S+)$/.exec(text);
  // "99.9" and "e-2" read together give the double nearest to 0.999; 99.9 / 100 does not.
  return match && unit.test(match[2] ?? "") ? Number(`${match[1]}${exponent}`) : null;
};
const aboveZero = (limit: number): string | null => (limit > 0 ? null : "a time limit must be above 0");

export const UNITS: Readonly<Record<Unit, UnitRule>> = {
  ms: {
    what: "a time",
    example: "1200ms or 1.2s",
    read: readDuration,
    refuse: (limit) =>
      limit > LONGEST_TIME_US
        ? "times are measured up to 1h, so no longer limit can break"
        : aboveZero(limit),
  },
  s: { what: "a time", example: "30s", read: readDuration, refuse: aboveZero },
  ratio: {
    what: "a percentage",
    example: "2%",
    read: (text) => decimal(text, /^%$/, "e-2"),
    refuse: (limit) => (limit > 1 ? "a share of the arrivals cannot exceed 100%" : null),
  },
  per_s: {
    what: "a rate",
    example: "50/s",
    read: (text) => decimal(text, /^\/s$/, ""),
    refuse: () => null,
  },
  count: {
    what: "a whole number",
    example: "10",
    read: (text) => (/^\d+$/.test(text) ? Number(text) : null),
    refuse: () => null,
  },
};

/** A limit in its base unit, or what is wrong with it; `measure` names it in the message. */
export function readLimit(
  text: string,
  unit: Unit,
  measure: string,
): { readonly limit: number } | { readonly problem: string } {
  const rule = UNITS[unit];
  const takes = `${measure} takes ${rule.what}, such as ${rule.example}`;
  const limit = rule.read(text);
  if (limit !== null) {
    const refused = rule.refuse(limit);
    return refused === null ? { limit } : { problem: `"${text}": ${refused}` };
  }
  if (text.startsWith("-")) return { problem: `"${text}": a limit cannot be negative` };
  if (unit !== "count" && /^\d+(\.\d+)?$/.test(text)) return { problem: `"${text}" has no unit: ${takes}` };
  const other = Object.values(UNITS).find((candidate) => candidate.read(text) !== null);
  if (other !== undefined && other.what !== rule.what) {
    return { problem: `"${text}" is ${other.what}: ${takes}` };
  }
  return { problem: `"${text}" is not a limit: ${takes}` };
}
