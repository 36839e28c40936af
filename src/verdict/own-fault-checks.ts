import { intervalsOf, type Phase, type PlanInterval } from "../plan/index.ts";
import type { GeneratorLine, RunRecord } from "../record/index.ts";
import { US_PER_S } from "../shared/index.ts";
import { intervalsIn } from "./level-view.ts";
import { ofPhase, ofRun, type PlacedCheck } from "./placed-check.ts";
import { VALIDITY_LIMITS } from "./validity-limits.ts";

/** A value that no histogram could hold would be missing from every percentile. */
export function overflowCheck(record: RunRecord): PlacedCheck {
  const refused = sum([...record.generator.values()].flat().map((line) => line.overflow ?? 0));
  return ofRun({
    check: "histogram_overflow",
    role: "unsound",
    holds: refused === 0,
    limit: 0,
    observed: refused,
    unit: "count",
    detail: refused === 0 ? "" : "times outside 1 us to 1 h could not be recorded",
  });
}

/** Arrivals that were never sent because of us, over the run and over each phase (a short phase would drown in the run). */
export function ownUnreleasedChecks(record: RunRecord, phases: readonly Phase[]): readonly PlacedCheck[] {
  const limit = VALIDITY_LIMITS.ownUnreleasedShare;
  const check = (intervals: readonly number[]) => {
    const unreleased = sum(linesOf(record, intervals).map((line) => line.own_unreleased ?? 0));
    const planned = sum(intervals.map((interval) => plannedIn(record, interval)));
    const observed = unreleased === 0 ? 0 : unreleased / Math.max(planned, 1);
    const holds = observed <= limit;
    const detail = holds ? "" : `${unreleased} of ${planned} arrivals were never sent, by our own fault`;
    return {
      check: "own_unreleased",
      role: "unsound",
      holds,
      limit,
      observed,
      unit: "ratio",
      detail,
    } as const;
  };
  const all = intervalsOf(record.header.plan).map(({ index }) => index);
  return [ofRun(check(all)), ...phases.map((phase) => ofPhase(phase, check(intervalsIn(record, phase))))];
}

/** Seconds of a phase in which many arrivals were released more than 100 ms late: the plan was not driven there. */
export function lateSecondsCheck(record: RunRecord, phase: Phase): PlacedCheck {
  const indices = new Set(intervalsIn(record, phase));
  const intervals = intervalsOf(record.header.plan).filter(({ index }) => indices.has(index));
  const seconds = Math.ceil((phase.endUs - phase.startUs) / US_PER_S);
  const late = sum(intervals.map((interval) => lateSecondsIn(record, interval)));
  const { lateSecondsAllowed, lateSecondsShare, lateArrivalsShare } = VALIDITY_LIMITS;
  const limit = Math.max(lateSecondsAllowed, lateSecondsShare * seconds);
  const holds = late <= limit;
  return ofPhase(phase, {
    check: "late_seconds",
    role: "unsound",
    holds: record.header.plan.workload === "open" ? holds : null,
    limit,
    observed: record.header.plan.workload === "open" ? late : null,
    unit: "s",
    detail: holds
      ? ""
      : `in ${late} of ${seconds} seconds more than ${lateArrivalsShare * 100} % of the arrivals were sent over 100 ms late`,
  });
}

function lateSecondsIn(record: RunRecord, { index, startUs, endUs }: PlanInterval): number {
  const bySecond = new Map<string, number>();
  for (const line of record.generator.get(index) ?? []) {
    for (const [second, n] of Object.entries(line.late ?? {})) {
      bySecond.set(second, (bySecond.get(second) ?? 0) + n);
    }
  }
  const perSecond = plannedIn(record, index) / Math.max((endUs - startUs) / US_PER_S, 1);
  const { lateArrivalsAtLeast, lateArrivalsShare } = VALIDITY_LIMITS;
  return [...bySecond.values()].filter(
    (late) => late >= lateArrivalsAtLeast && late > lateArrivalsShare * perSecond,
  ).length;
}

/** Arrivals of the plan in one interval; a flow's steps are not arrivals. */
function plannedIn(record: RunRecord, interval: number): number {
  const { operations, probes } = record.header.plan;
  const row = record.cells.get(interval);
  return sum([...operations, ...probes].map(({ name }) => row?.get(name)?.counts.planned ?? 0));
}

/** What the generator's workers noted in these intervals. */
export function linesOf(record: RunRecord, intervals: readonly number[]): readonly GeneratorLine[] {
  return intervals.flatMap((interval) => record.generator.get(interval) ?? []);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
