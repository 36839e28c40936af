import type { SignalUnit } from "../record/index.ts";
import { didYouMean } from "../shared/index.ts";
import type { Measure, Unit } from "./objective.ts";
import type { Scope } from "./sentence.ts";
import { fits, PROCESS_SIGNALS, signalOf } from "./signal-units.ts";

/** How a signal's unit is written. */
const SIGNAL_WORDS: Readonly<Record<SignalUnit, string>> = {
  bytes: "in bytes: write 512MB or 2GiB",
  ratio: "a share: write 50%",
  s: "a time: write 2s",
  per_s: "a rate: write 10/s",
  count: "a plain number: write 1000",
};

/** A name that the scenario does not declare and no process has. */
export function unknownSignal(measure: Measure, scope: Scope | null): readonly string[] {
  const name = signalOf(measure);
  if (name === null || scope?.signals === undefined) return [];
  const names = [...Object.keys(PROCESS_SIGNALS), ...scope.signals.map((signal) => signal.name)];
  if (names.includes(name)) return [];
  return [
    `the target has no signal "${name}"${didYouMean(name, names)}; signals: ${names.join(", ")} (declare others in the scenario's "signals")`,
  ];
}

/** A limit in another unit than the signal's. */
export function misfit(
  measure: Measure,
  unit: Unit,
  limitText: string,
  scope: Scope | null,
): readonly string[] {
  const name = signalOf(measure);
  const known = scope?.signals?.find((signal) => signal.name === name)?.unit ?? null;
  if (name === null || known === null || fits(unit, known)) return [];
  return [`"${limitText}": the signal ${name} is ${SIGNAL_WORDS[known]}`];
}
