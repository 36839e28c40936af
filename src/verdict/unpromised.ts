import { type Finding, tooManyNotGood } from "../objective/index.ts";
import { levelsOf, type Phase, recoveryOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { cellsAt, intervalsIn } from "./level-view.ts";
import { notGoodSentence } from "./sentences.ts";

/** Kinds of promises that limit errors as such, not what becomes of them. */
const SPEAK_OF_ERRORS = ["error_rate", "budget"] as const;

/** Findings that were to decide something in this plan. */
export function decidingOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ objective, state }) => objective.severity === "error" && state !== "not_in_plan");
}

/** The steady levels at which a promise that decides was judged. */
export function judgedPhases(record: RunRecord, findings: readonly Finding[]): readonly Phase[] {
  const phases = new Set(decidingOf(findings).map(({ phase }) => phase));
  return levelsOf(record.header.plan).filter(({ index }) => phases.has(index));
}

/**
 * Operations under load of which too many arrivals were not good at a level where no promise that decides speaks of their
 * errors: no other promise sees fast errors, so such a run passes nothing. Probes are judged by their own promises alone.
 */
export function unpromisedErrors(record: RunRecord, findings: readonly Finding[]): readonly string[] {
  const promised = decidingOf(findings).filter(({ objective: { measure } }) =>
    SPEAK_OF_ERRORS.some((kind) => kind === measure.kind),
  );
  return levelsOf(record.header.plan).flatMap((level) =>
    record.header.plan.operations
      .filter(
        ({ name }) => !promised.some(({ operation, phase }) => operation === name && phase === level.index),
      )
      .flatMap(({ name }) => {
        const counts = countsIn(record, level, name);
        if (!tooManyNotGood(counts)) return [];
        const none = `no promise speaks of errors there: add ${name}.error_rate <= ...`;
        return [notGoodSentence(`${name} at ${level.x}x`, counts, none)];
      }),
  );
}

/** What was driven and what none of the promises judged. */
export function unjudgedNotices(record: RunRecord, findings: readonly Finding[]): readonly string[] {
  const { plan } = record.header;
  const judged = judgedPhases(record, findings);
  const levels = levelsOf(plan).filter((level) => !judged.includes(level));
  const recovery = recoveryOf(plan);
  return [
    ...levels.map(({ x }) => `${x}x was driven but not judged: no promise binds there`),
    ...(recovery === null ? [] : unrecovered(record, findings, recovery)),
  ];
}

function unrecovered(record: RunRecord, findings: readonly Finding[], recovery: Phase): readonly string[] {
  const promised = findings.filter(
    ({ objective, state }) => objective.measure.kind === "recovery" && state !== "not_in_plan",
  );
  return record.header.plan.operations
    .filter(({ name }) => !promised.some(({ operation }) => operation === name))
    .flatMap(({ name }) => {
      const counts = countsIn(record, recovery, name);
      if (!tooManyNotGood(counts)) return [];
      const none = `no promise speaks of that: add ${name}.recovery <= ...`;
      return [notGoodSentence(`${name} in the recovery at 1x`, counts, none)];
    });
}

interface Asked {
  readonly planned: number;
  readonly good: number;
}

function countsIn(record: RunRecord, phase: Phase, operation: string): Asked {
  let planned = 0;
  let good = 0;
  for (const interval of intervalsIn(record, phase)) {
    for (const { counts } of cellsAt(record, interval, [operation])) {
      planned += counts.planned;
      good += counts.good;
    }
  }
  return { planned, good };
}
