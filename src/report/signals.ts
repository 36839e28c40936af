import type { Phase, PlanInterval } from "../plan/index.ts";
import type { RunRecord, SignalFact, SignalUnit } from "../record/index.ts";
import { type Figure, figureText, toDigits } from "./amounts.ts";
import { inPhase, recordedIntervals } from "./gather.ts";
import type { SummarySignal } from "./summary-schema.ts";

/** The signals that the run sampled, in the order they were opened; then any that the record holds besides. */
export function signalsOf({ header, target }: RunRecord): readonly SignalFact[] {
  const known = header.signals ?? [];
  const names = new Set([...target.values()].flatMap((signals) => Object.keys(signals)));
  for (const { name } of known) names.delete(name);
  return [...known, ...[...names].map((name): SignalFact => ({ name, unit: "count", source: "not stated" }))];
}

/** Each signal's value in these intervals; null where it was not measured. */
export function signalValues(
  { target }: RunRecord,
  name: string,
  intervals: readonly PlanInterval[],
): readonly (number | null)[] {
  return intervals.map(({ index }) => target.get(index)?.[name] ?? null);
}

/** Figures of every signal over a level, as far as it was recorded. */
export function signalSummaries(record: RunRecord, phase: Phase): Record<string, SummarySignal> {
  const intervals = inPhase(recordedIntervals(record), phase);
  return Object.fromEntries(
    signalsOf(record).map(({ name, unit }) => {
      const values = signalValues(record, name, intervals).filter((value) => value !== null);
      const figure = (value: number | undefined): number | "none" =>
        value === undefined ? "none" : toDigits(value, 9);
      const sum = values.reduce((a, b) => a + b, 0);
      return [
        name,
        {
          unit,
          samples: values.length,
          intervals: intervals.length,
          first: figure(values[0]),
          last: figure(values.at(-1)),
          min: figure(values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b))),
          mean: figure(values.length === 0 ? undefined : sum / values.length),
          max: figure(values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b))),
        },
      ];
    }),
  );
}

/** "142.3 MB", "12.5 %", "3.2/s", "0.4 s", "31"; "none" where nothing was measured. */
export function signalText(figure: Figure, unit: SignalUnit): string {
  return figureText(figure, unit === "count" ? "number" : unit);
}
