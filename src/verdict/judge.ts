import { judgeObjectives, type Objectives } from "../objective/index.ts";
import { levelsOf, recoveryOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { combine } from "./combine.ts";
import { endWithGaps, errorsBeforeGaps } from "./gaps.ts";
import { levelView } from "./level-view.ts";
import { noticesOf } from "./notices.ts";
import { runEndOf } from "./run-end.ts";
import { steadinessOf } from "./steadiness.ts";
import { judgedPhases, unpromisedErrors } from "./unpromised.ts";
import { placeChecks } from "./validity.ts";
import type { Verdict } from "./verdict.ts";

/** Judges a record by promises: a pure function of both, so that a verdict can be derived again at any time. */
export function judge(record: RunRecord, objectives: Objectives): Verdict {
  const { plan } = record.header;
  const { decide } = objectives;
  const phases = levelsOf(plan);
  const levels = phases.map((phase) => steadinessOf(record, phase));
  const views = phases.map((phase, i) =>
    levelView(record, phase, { steady: levels[i]?.steady ?? false, decide }),
  );
  const recovery = recoveryOf(plan);
  const findings = judgeObjectives(
    objectives,
    views,
    recovery === null ? null : levelView(record, recovery, { steady: true, decide }),
    plan,
  );
  const checks = placeChecks(record, objectives);
  const unpromised = [...unpromisedErrors(record, findings), ...errorsBeforeGaps(record)];
  const end = endWithGaps(runEndOf(record), record, objectives);
  const { kind, reasons } = combine({ end, findings, levels, checks, unpromised });
  return {
    kind,
    complete: kind !== "incomplete",
    reasons,
    findings,
    levels,
    judgedLevels: judgedPhases(record, findings).map(({ x }) => x),
    validity: checks.map(({ check }) => check),
    notices: noticesOf(record, objectives, findings),
  };
}
