import { SloError } from "./slo-error.ts";

/**
 * Numbers with their unit in the type. A plain number fits any of them; a number of one unit does not fit another
 * (`Ms` handed to a `Us` parameter is a compile error).
 */
export type Us = number & { readonly unit?: "us" };
export type Ms = number & { readonly unit?: "ms" };
export type Seconds = number & { readonly unit?: "s" };
export type PerSec = number & { readonly unit?: "per_s" };
export type Ratio = number & { readonly unit?: "ratio" };
export type Bytes = number & { readonly unit?: "bytes" };

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

const DURATION = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d)$/;
const US_PER: Record<string, number> = {
  us: 1,
  ms: US_PER_MS,
  s: US_PER_S,
  m: 60 * US_PER_S,
  h: 3600 * US_PER_S,
  d: 86_400 * US_PER_S,
};

/** `"1200ms"`, `"5s"`, `"1.5m"`, `"24h"` in microseconds; null when the text is not a duration with its unit. */
export function readDuration(text: string): Us | null {
  const match = DURATION.exec(text.trim());
  if (!match) return null;
  const [, count = "", unit = ""] = match;
  return Math.round(Number(count) * (US_PER[unit] ?? Number.NaN));
}

/** Like {@link readDuration}, but an unreadable text is an SloError `bad_duration` that names `where`. */
export function parseDuration(text: string, where: string): Us {
  const us = readDuration(text);
  if (us !== null) return us;
  throw new SloError("bad_duration", `${where}: "${text}" is not a duration`, {
    hint: "write a number with its unit: 500us, 250ms, 30s, 5m, 8h, 1d",
  });
}

/** The shortest exact spelling: 1500000 is "1.5s", 90000000 is "1.5m", 60000000 is "1m", 250000 is "250ms". */
export function formatDuration(us: Us): string {
  for (const [unit, size] of Object.entries(US_PER).reverse()) {
    if (us >= size && Number.isInteger((us / size) * 10)) return `${us / size}${unit}`;
  }
  return us === 0 ? "0s" : `${us}us`;
}
