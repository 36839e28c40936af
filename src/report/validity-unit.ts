import { shortNumber } from "./amounts.ts";

/** A generator check's figure with its unit: 0.2 and "ms" -> "0.2 ms", a ratio in percent, null -> "not available". */
export function validityUnit(value: number | null, unit: string): string {
  if (value === null) return "not available";
  if (unit === "ratio") return `${shortNumber(value * 100)} %`;
  return unit === "" || unit === "count" ? shortNumber(value) : `${shortNumber(value)} ${unit}`;
}
