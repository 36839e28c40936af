import type { Objectives } from "../objective/index.ts";
import { levelsOf, recoveryOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { causeChecks } from "./cause-checks.ts";
import { changedCheck } from "./changed-check.ts";
import { startLagCheck } from "./lag-check.ts";
import { ledgerChecks } from "./ledger-checks.ts";
import { lateSecondsCheck, overflowCheck, ownUnreleasedChecks } from "./own-fault-checks.ts";
import type { PlacedCheck } from "./placed-check.ts";
import { generatorReportedCheck } from "./reported-check.ts";
import type { ValidityCheck } from "./verdict.ts";

/** Every check of the generator's soundness, each with the phase it speaks of: the steady levels and the recovery. */
export function placeChecks(record: RunRecord, objectives: Objectives): readonly PlacedCheck[] {
  const { plan } = record.header;
  const recovery = recoveryOf(plan);
  const phases = recovery === null ? levelsOf(plan) : [...levelsOf(plan), recovery];
  return [
    ...ledgerChecks(record),
    overflowCheck(record),
    changedCheck(record),
    ...phases.map((phase) => generatorReportedCheck(record, phase)),
    ...ownUnreleasedChecks(record, phases),
    ...phases.map((phase) => lateSecondsCheck(record, phase)),
    ...phases.map((phase) => startLagCheck(record, objectives, phase)),
    ...causeChecks(record, objectives, phases),
  ];
}

/** The checks of {@link placeChecks} as a verdict lists them. */
export function checkValidity(record: RunRecord, objectives: Objectives): readonly ValidityCheck[] {
  return placeChecks(record, objectives).map(({ check }) => check);
}
