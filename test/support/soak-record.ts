import { intervalsOf, type LoadPlan, type PlanInterval } from "../../src/plan/index.ts";
import type { RecordLine, RunRecord } from "../../src/record/index.ts";
import { type SyntheticRun, syntheticPlan, syntheticRecord } from "./synthetic-record.ts";

/** A long level in which signals take the given values; `signals` returns null where none answered. Hours are the level's. */
export interface SoakRun extends Omit<SyntheticRun, "plan" | "seconds"> {
  readonly hours: number;
  readonly signals?: (hour: number, interval: PlanInterval) => Readonly<Record<string, number>> | null;
}

/** One arrival every 2 s unless said otherwise, answered after 10 ms; warm-up 1 s. */
export function soakRecord({ hours, signals, rate = 0.5, lines = [], ...run }: SoakRun): RunRecord {
  const plan = soakPlan(hours, rate);
  const levelUs = levelStartUs(plan);
  const target = intervalsOf(plan).flatMap((interval): readonly RecordLine[] => {
    const hour = ((interval.startUs + interval.endUs) / 2 - levelUs) / 3600e6;
    const values = signals?.(hour, interval) ?? null;
    return values === null ? [] : [{ kind: "target", interval: interval.index, signals: values }];
  });
  return syntheticRecord({ ...run, plan, lines: [...target, ...lines] });
}

export function soakPlan(hours: number, rate = 0.5): LoadPlan {
  return syntheticPlan({ rate, seconds: hours * 3600 });
}

export function levelStartUs(plan: LoadPlan): number {
  return plan.phases.find(({ kind }) => kind === "steady")?.startUs ?? 0;
}

/** The same record as if a gap [fromHour, toHour) of the level had been left out of it. */
export function withGap(record: RunRecord, fromHour: number, toHour: number): RunRecord {
  const { plan } = record.header;
  const startUs = levelStartUs(plan);
  const within = ({ startUs: from, endUs }: PlanInterval): boolean =>
    from >= startUs + fromHour * 3600e6 && endUs <= startUs + toHour * 3600e6;
  const gap = new Set(
    intervalsOf(plan)
      .filter(within)
      .map(({ index }) => index),
  );
  const kept = <T>(map: ReadonlyMap<number, T>) => new Map([...map].filter(([index]) => !gap.has(index)));
  return {
    ...record,
    cells: kept(record.cells),
    generator: kept(record.generator),
    target: kept(record.target),
    gapIntervals: gap,
  };
}
