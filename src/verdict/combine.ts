import type { Finding } from "../objective/index.ts";
import { type PlacedCheck, sound } from "./placed-check.ts";
import type { RunEnd } from "./run-end.ts";
import { checkSentence, findingSentence, unsteadySentence } from "./sentences.ts";
import type { LevelSteadiness, ValidityCheck, VerdictKind } from "./verdict.ts";

export interface Evidence {
  readonly end: RunEnd;
  readonly findings: readonly Finding[];
  readonly levels: readonly LevelSteadiness[];
  readonly checks: readonly PlacedCheck[];
  /** Errors in number that no promise speaks of, or that a gap leaves unjudged, as sentences. */
  readonly unpromised: readonly string[];
}

export interface Combined {
  readonly kind: VerdictKind;
  /** The decisive ones first. */
  readonly reasons: readonly string[];
}

/**
 * The verdict is the first of incomplete, fail, invalid, inconclusive that has a reason, and pass when none has one;
 * the reasons of the later ones follow. Promises of severity warning decide nothing. What is open in a run cut short is
 * open because it was cut short: of that there is nothing more to say.
 */
export function combine(evidence: Evidence): Combined {
  const deciding = evidence.findings.filter(({ objective }) => objective.severity === "error");
  const broken = brokenOf(deciding, evidence);
  const { failed } = broken;
  const unfinished = evidence.end.kind === "incomplete" ? [evidence.end.why] : [];
  const invalid = invalidReasons(evidence.checks, broken);
  const open = unfinished.length > 0 ? [] : openReasons(deciding, evidence);
  const reasons = [...unfinished, ...failed, ...invalid, ...open];

  if (unfinished.length > 0) return { kind: "incomplete", reasons };
  if (failed.length > 0) return { kind: "fail", reasons };
  if (invalid.length > 0) return { kind: "invalid", reasons };
  if (open.length > 0) return { kind: "inconclusive", reasons };
  return { kind: "pass", reasons: deciding.filter(({ state }) => state === "held").map(findingSentence) };
}

/** Broken promises, as sentences: those that fail the run, and those that our own unsoundness may explain. */
interface Broken {
  readonly failed: readonly string[];
  readonly discounted: readonly string[];
}

/**
 * A broken promise fails the run where the generator was sound and is not what explains it: start lag and pauses of our
 * own only add to what is measured, so it counts when it is broken on service time without those pauses as well. A stop
 * rule is broken by the target, unless the generator was unsound anywhere.
 */
function brokenOf(deciding: readonly Finding[], { end, checks }: Evidence): Broken {
  const failed: string[] = [];
  const discounted: string[] = [];
  if (end.kind === "stopped") {
    const anywhere = checks.some(({ check }) => check.role === "unsound" && check.holds === false);
    const rule = `the run was stopped: ${end.rule}`;
    if (anywhere) discounted.push(`${rule} (not counted: the generator was unsound)`);
    else failed.push(rule);
  }
  for (const finding of deciding.filter(({ state }) => state === "broken")) {
    const sentence = findingSentence(finding);
    if (!sound(checks, finding.phase, "unsound")) {
      discounted.push(`${sentence} (not counted: the generator was unsound)`);
    } else if (finding.brokenOnService === false) {
      discounted.push(
        `${sentence} (not counted: without the generator's own lag and pauses it is not broken)`,
      );
    } else {
      failed.push(sentence);
    }
  }
  return { failed, discounted };
}

/** Failed checks that break a run or a fail, and beside them the causes that were seen; nothing where neither happened. */
function invalidReasons(checks: readonly PlacedCheck[], { discounted }: Broken): readonly string[] {
  const failed = checks.filter(({ check }) => check.holds === false).map(({ check }) => check);
  const unsound = failed.filter(({ role }) => role === "unsound").map(checkSentence);
  if (unsound.length === 0 && discounted.length === 0) return [];
  const lag = failed.filter(({ role }) => role === "lag").map(checkSentence);
  const causes = checks.flatMap(({ check }) => (wasSeen(check) ? [checkSentence(check)] : []));
  return [
    ...unsound.map((sentence) => `the generator was unsound: ${sentence}`),
    ...lag,
    ...discounted,
    ...(causes.length === 0 ? [] : [`seen beside it: ${causes.join("; ")}`]),
  ];
}

/** A cause beyond its limit, or a circumstance without one (a shared machine). */
function wasSeen({ role, holds, limit, detail }: ValidityCheck): boolean {
  return role === "cause" && (holds === false || (holds === null && limit === null && detail !== ""));
}

/** What keeps a run from passing although nothing is broken. */
function openReasons(deciding: readonly Finding[], { levels, unpromised }: Evidence): readonly string[] {
  const inPlan = deciding.filter(({ state }) => state !== "not_in_plan");
  const nothing =
    inPlan.length > 0
      ? []
      : ["no promise that decides lies in this plan: nothing was judged, so nothing passes"];
  const unknown = inPlan.filter(({ state }) => state === "undecided" || state === "unmeasured");
  const unsteady = levels.filter(({ steady }) => !steady);
  return [...nothing, ...unpromised, ...unsteady.map(unsteadySentence), ...unknown.map(findingSentence)];
}
