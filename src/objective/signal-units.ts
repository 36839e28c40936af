import type { SignalUnit } from "../record/index.ts";
import { US_PER_S } from "../shared/index.ts";
import type { Slice } from "./kind.ts";
import type { Measure, Unit } from "./objective.ts";

/** The subject of promises on signals, in the place of an operation. */
export const TARGET = "target";

/** The signals of a process that is watched: the target's, where it runs here or is the embedded one. */
export const PROCESS_SIGNALS: Readonly<Record<string, SignalUnit>> = {
  rss: "bytes",
  cpu: "ratio",
  fds: "count",
  threads: "count",
};

/** A signal's name, as scenarios may write it. */
const NAME = /^[a-z][a-z0-9_-]*$/i;

export function isSignalName(text: string): boolean {
  return NAME.test(text);
}

const VALUE_UNIT: Readonly<Record<SignalUnit, Unit>> = {
  bytes: "bytes",
  ratio: "ratio",
  s: "s",
  per_s: "per_s",
  count: "number",
};

const RISE_UNIT: Readonly<Record<SignalUnit, Unit>> = {
  bytes: "bytes_per_h",
  ratio: "points_per_h",
  s: "s_per_h",
  per_s: "per_s_per_h",
  count: "number_per_h",
};

/** What limits of a signal's value may be written in: a process signal's own unit, else any; the limit then tells. */
export function valueUnits(signal: string): readonly Unit[] {
  return unitsIn(VALUE_UNIT, signal);
}

/** The same for how fast it rises. */
export function riseUnits(signal: string): readonly Unit[] {
  return unitsIn(RISE_UNIT, signal);
}

function unitsIn(table: Readonly<Record<SignalUnit, Unit>>, signal: string): readonly Unit[] {
  const known = PROCESS_SIGNALS[signal];
  return known === undefined ? Object.values(table) : [table[known]];
}

/** Whether a limit in this unit can be held against a signal of that one. A relative drift fits every signal. */
export function fits(unit: Unit, signal: SignalUnit): boolean {
  return unit === VALUE_UNIT[signal] || unit === RISE_UNIT[signal] || unit === "ratio_per_h";
}

/** What a signal that rises by this unit an hour has its values in. */
export function valueUnitOf(rise: Unit): Unit {
  const found = Object.entries(RISE_UNIT).find(([, unit]) => unit === rise)?.[0] as SignalUnit | undefined;
  return found === undefined ? "number" : VALUE_UNIT[found];
}

/** The value in an interval, in the unit's base (a record has seconds, promises microseconds); null where it was not measured. */
export function signalValue({ signals }: Pick<Slice, "signals">, signal: string, unit: Unit): number | null {
  const value = signals[signal];
  if (value === undefined) return null;
  return unit === "s" ? value * US_PER_S : value;
}

/** The signal that a promise speaks of, or null. */
export function signalOf(measure: Measure): string | null {
  switch (measure.kind) {
    case "signal":
    case "growth":
      return measure.signal;
    case "drift":
      return measure.of.of === "signal" ? measure.of.signal : null;
    default:
      return null;
  }
}
