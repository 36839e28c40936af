import { formatDuration, US_PER_MS, US_PER_S } from "../shared/index.ts";
import type { Finding, Objective, Observed, Unit } from "./objective.ts";

/** A limit or figure in its base unit, as text with its unit: four significant digits, whole numbers from 1000 on. */
function figure(value: number, unit: Unit): string {
  switch (unit) {
    case "ms":
      return `${digits(value / US_PER_MS)} ms`;
    case "s":
      return `${digits(value / US_PER_S)} s`;
    case "ratio":
      return `${digits(value * 100)} %`;
    case "per_s":
      return `${digits(value)}/s`;
    case "count":
      return String(value);
  }
}

function digits(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** "1311 ms", "2.08 %", "99.8/s", "12", "14 s"; "> 5 s" for what lies beyond a timeout; "none" for nothing measured. */
export function formatObserved({ unit }: Pick<Objective, "unit">, observed: Observed): string {
  if (observed === null) return "none";
  if (typeof observed === "number") return figure(observed, unit);
  const { beyond } = observed;
  const isTime = unit === "ms" || unit === "s";
  return `> ${isTime ? formatDuration(beyond).replace(/(?<=\d)(?=[a-z])/, " ") : figure(beyond, unit)}`;
}

/** "1270 to 1350 ms", "1270 ms to > 5 s", "12 ms to unknown" where the sample is too small; empty for an exact figure. */
export function formatBounds(objective: Pick<Objective, "unit">, bounds: Finding["bounds"]): string {
  if (bounds === null) return "";
  const [lower, upper] = bounds.map((bound) =>
    bound === null ? "unknown" : formatObserved(objective, bound),
  ) as [string, string];
  // The unit once, where both have the same.
  const suffix = /[^\d.]+$/.exec(upper)?.[0] ?? "";
  const both = suffix !== "" && bounds.every((bound) => typeof bound === "number") && lower.endsWith(suffix);
  return `${both ? lower.slice(0, -suffix.length) : lower} to ${upper}`;
}

export function formatLimit({ limit, unit }: Pick<Objective, "limit" | "unit">): string {
  return figure(limit, unit);
}
