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
const percent = (text: string): number | null => decimal(text, /^%$/, "e-2");
const rate = (text: string): number | null => decimal(text, /^\/s$/, "");
const plain = (text: string): number | null => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null);

/** As memory is written: kB, MB, GB and TB of 1000, KiB, MiB, GiB and TiB of 1024. */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const bytes = (text: string): number | null => {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*(\w+)$/.exec(text) ?? [];
  const per = BYTES[unit];
  return amount === undefined || per === undefined ? null : Math.round(Number(amount) * per);
};
const noSlope = (limit: number): string | null =>
  limit > 0 ? null : "no measurement shows that nothing rises at all: allow a little";
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
    read: percent,
    refuse: (limit) => (limit > 1 ? "a share cannot exceed 100%" : null),
  },
  per_s: { what: "a rate", example: "50/s", read: rate, refuse: () => null },
  count: {
    what: "a whole number",
    example: "10",
    read: (text) => (/^\d+$/.test(text) ? Number(text) : null),
    refuse: () => null,
  },
  number: { what: "a number", example: "1000", read: plain, refuse: () => null },
  bytes: { what: "an amount of memory", example: "512MB or 2GiB", read: bytes, refuse: () => null },
  // Never written: a budget is, and its burn rate follows.
  burn: { what: "a burn rate", example: "14.4", read: () => null, refuse: () => null },
  ratio_per_h: { what: "a percentage", example: "10%", read: percent, refuse: noSlope },
  points_per_h: { what: "a percentage", example: "0.1%", read: percent, refuse: noSlope },
  bytes_per_h: { what: "an amount of memory", example: "20MB", read: bytes, refuse: noSlope },
  s_per_h: { what: "a time", example: "100ms", read: readDuration, refuse: noSlope },
  per_s_per_h: { what: "a rate", example: "5/s", read: rate, refuse: noSlope },
  number_per_h: { what: "a number", example: "100", read: plain, refuse: noSlope },
};

/** A limit in its base unit, one of those that its measure may be written in, or what is wrong with it; `measure` names it in the message. */
export function readLimit(
  text: string,
  units: readonly Unit[],
  measure: string,
): { readonly limit: number; readonly unit: Unit } | { readonly problem: string } {
  const rules = units.map((unit) => ({ unit, ...UNITS[unit] }));
  const takes = `${measure} takes ${rules.map(({ what, example }) => `${what}, such as ${example}`).join("; or ")}`;
  for (const { unit, read, refuse } of rules) {
    const limit = read(text);
    if (limit === null) continue;
    const refused = refuse(limit);
    return refused === null ? { limit, unit } : { problem: `"${text}": ${refused}` };
  }
  if (text.startsWith("-")) return { problem: `"${text}": a limit cannot be negative` };
  const bare = rules.some(({ read }) => read("1") !== null);
  if (!bare && /^\d+(\.\d+)?$/.test(text)) return { problem: `"${text}" has no unit: ${takes}` };
  const other = Object.values(UNITS).find((candidate) => candidate.read(text) !== null);
  if (other !== undefined && rules.every(({ what }) => what !== other.what)) {
    return { problem: `"${text}" is ${other.what}: ${takes}` };
  }
  return { problem: `"${text}" is not a limit: ${takes}` };
}
