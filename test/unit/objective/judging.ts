import {
  type Decide,
  type Finding,
  judgeObjectives,
  type LevelView,
  type Objectives,
  parseThresholds,
} from "../../../src/objective/index.ts";
import { intervalsOf, type LoadPlan, levelsOf, type Phase, recoveryOf } from "../../../src/plan/index.ts";
import type { RunRecord } from "../../../src/record/index.ts";

/** Promises as thresholds.yaml would give them for a plan. */
export function promises(plan: LoadPlan, ...sentences: readonly string[]): Objectives {
  const text = `version: 1\nprofiles:\n  ${plan.profile}:\n${sentences.map((line) => `    - ${line}\n`).join("")}`;
  return parseThresholds(text, "thresholds.yaml", {
    profile: plan.profile,
    operations: plan.operations.map(({ name }) => name),
    flows: plan.operations.filter(({ kind }) => kind === "flow").map(({ name }) => name),
    probes: plan.probes.map(({ name }) => name),
    workload: plan.workload,
  });
}

interface Seen {
  readonly steady?: boolean;
  readonly decide?: Decide;
}

/** Findings of a whole record. */
export function findings(
  record: RunRecord,
  sentences: readonly string[],
  { steady = true, decide = "bounds" }: Seen = {},
): readonly Finding[] {
  const { plan } = record.header;
  const view = (phase: Phase): LevelView => ({
    record,
    plan,
    phase,
    intervals: intervalsOf(plan)
      .filter((interval) => interval.phase === phase.index)
      .filter(({ index }) => record.footer !== null || index <= record.lastInterval)
      .filter(({ index }) => !record.gapIntervals.has(index))
      .map(({ index }) => index),
    steady,
    decide,
  });
  const recovery = recoveryOf(plan);
  return judgeObjectives(
    promises(plan, ...sentences),
    levelsOf(plan).map(view),
    recovery === null ? null : view(recovery),
    plan,
  );
}

/** The only finding of one promise. */
export function finding(record: RunRecord, sentence: string, seen: Seen = {}): Finding {
  const [only, ...more] = findings(record, [sentence], seen);
  if (only === undefined || more.length > 0) throw new Error(`${1 + more.length} findings of ${sentence}`);
  return only;
}
