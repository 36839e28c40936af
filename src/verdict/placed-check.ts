import type { Phase } from "../plan/index.ts";
import type { ValidityCheck } from "./verdict.ts";

/** A check and the phase whose measurements it speaks of; null = all of them. */
export interface PlacedCheck {
  readonly phase: number | null;
  readonly check: ValidityCheck;
}

export function ofRun(check: Omit<ValidityCheck, "x" | "phase">): PlacedCheck {
  return { phase: null, check: { ...check, x: null, phase: null } };
}

export function ofPhase(
  { index, x, kind }: Pick<Phase, "index" | "x" | "kind">,
  check: Omit<ValidityCheck, "x" | "phase">,
): PlacedCheck {
  const phase = kind === "recovery" ? "recovery" : "steady";
  return { phase: index, check: { ...check, x, phase } };
}

/** Whether the measurements of a phase stand: nothing of this role that speaks of it, or of the run, failed. */
export function sound(
  checks: readonly PlacedCheck[],
  phase: number | null,
  role: ValidityCheck["role"],
): boolean {
  return !checks.some(
    ({ phase: of, check }) => check.role === role && check.holds === false && (of === null || of === phase),
  );
}
