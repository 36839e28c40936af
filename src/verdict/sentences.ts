import { type Finding, formatNumber } from "../objective/index.ts";
import { figuresText } from "./figures.ts";
import type { LevelSteadiness, ValidityCheck } from "./verdict.ts";

/** What a steadiness says of a level of which nothing was recorded. */
export const NOT_REACHED = "not reached";

/** `recall.p95 <= 1200ms at 2x`, with the operation named where the promise speaks of all. */
function promiseAt({ objective, operation, x }: Finding): string {
  const of = objective.operation === operation ? "" : ` for ${operation}`;
  const at = objective.measure.kind === "recovery" || x === null ? "" : ` at ${x}x`;
  return `${objective.that}${of}${at}`;
}

/** One finding: `recall.p95 <= 1200ms at 2x: 1310 ms (1270 to 1350) over 2994 samples`, and its note. */
export function findingSentence(finding: Finding): string {
  const { state } = finding;
  const note = state === "held" && isAtOnce(finding) ? "" : finding.note;
  const more = note === "" ? "" : `; ${note}`;
  switch (state) {
    case "held":
    case "broken":
      return `${promiseAt(finding)}: ${figuresText(finding)}${more}`;
    case "undecided":
      return `${promiseAt(finding)}: undecided${finding.observed === null && note !== "" ? "" : `, ${figuresText(finding)}`}${more}`;
    case "unmeasured":
      return `${promiseAt(finding)}: nothing was measured${more}`;
    case "not_in_plan":
      return `${promiseAt(finding)}: not in this plan${more}`;
  }
}

/** A recovery that was there from the start has no history to tell. */
function isAtOnce({ objective, observed }: Finding): boolean {
  return objective.measure.kind === "recovery" && observed === 0;
}

export function unsteadySentence({ x, detail }: LevelSteadiness): string {
  if (detail === NOT_REACHED) return `the level ${x}x was not reached, so it cannot pass`;
  return `the level ${x}x is not steady, so it cannot pass: ${detail}`;
}

/** `60 % of ask at 2x were not good, and ...` */
export function notGoodSentence(
  what: string,
  { planned, good }: { readonly planned: number; readonly good: number },
  and: string,
): string {
  return `${formatNumber((100 * (planned - good)) / planned)} % of ${what} were not good, and ${and}`;
}

/** One failed check: what it found against its limit, where, and what that means. */
export function checkSentence({ check, x, phase, limit, observed, unit, detail }: ValidityCheck): string {
  const at = x === null ? "" : `${phase === "recovery" ? " in the recovery" : ""} at ${x}x`;
  const than =
    observed === null || limit === null ? "" : ` ${amount(observed, unit)} (at most ${amount(limit, unit)})`;
  return `${check}${at}:${than}${detail === "" ? "" : `${than === "" ? "" : ","} ${detail}`}`;
}

function amount(value: number, unit: string): string {
  if (unit === "ratio") return `${formatNumber(value * 100)} %`;
  return unit === "count" ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}
