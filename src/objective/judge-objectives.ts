import { intervalsOf, type LoadPlan, levelsOf, type Phase, recoveryOf } from "../plan/index.ts";
import { bindingOf, binds, operationsOf, promisedAt1x } from "./binding.ts";
import { leastAdvisedSeconds } from "./durations.ts";
import { lacking, lackingLevel } from "./in-plan.ts";
import { judgeStretch, onService } from "./judge-stretch.ts";
import type { Judged, Stretch } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import { NO_RECOVERY, tooShort } from "./needs.ts";
import type { Finding, LevelView, Objective, Objectives } from "./objective.ts";
import { secondLook } from "./second-look.ts";
import { promised, stretchOf } from "./stretch-of.ts";
import { timeJudgedUs } from "./time-judged.ts";

/**
 * A finding for every promise, operation and level, in the order of thresholds.yaml. `views` are the steady levels. What
 * the plan lacks is `not_in_plan`; what it has and the record does not is `unmeasured`; no promise holds at a level that
 * is not steady. Bootstraps are seeded from the plan's seed, the promise's key and the phase, so a record judged again
 * gives the same bytes.
 */
export function judgeObjectives(
  objectives: Objectives,
  views: readonly LevelView[],
  recoveryView: LevelView | null,
  plan: LoadPlan,
): readonly Finding[] {
  const { list } = objectives;
  const intervals = intervalsOf(plan);
  const leastSeconds = leastAdvisedSeconds(objectives, plan);
  return list.flatMap((objective) =>
    operationsOf(objective, plan.operations).flatMap((operation) => findingsOf(objective, operation)),
  );

  function findingsOf(objective: Objective, operation: string): readonly Finding[] {
    const absent = (note: string): Finding => notInPlan(objective, operation, note);
    const reason = lacking(objective, operation, plan);
    if (reason !== null) return [absent(reason)];
    if (kindOf(objective.measure).phase === "recovery") {
      const phase = recoveryOf(plan);
      return [phase === null ? absent(NO_RECOVERY) : judgeRecovery(objective, operation, phase)];
    }
    const levels = levelsOf(plan);
    const xs = levels.map(({ x }) => x);
    const missing = objective.at?.filter((x) => !xs.includes(x)) ?? [];
    const findings = levels
      .filter(({ x }) => binds(list, objective, operation, x))
      .map((level) => judgeLevel(objective, operation, level));
    if (missing.length > 0) findings.push(absent(lackingLevel(missing, xs)));
    if (findings.length === 0 && objective.operation === operation) {
      const takers = new Set(xs.map((x) => bindingOf(list, objective, operation, x)?.that ?? ""));
      findings.push(absent(`at every level of this plan its place is taken by ${[...takers].join(", ")}`));
    }
    return findings;
  }

  function judgeLevel(objective: Objective, operation: string, level: Phase): Finding {
    const { windowUs } = objective;
    const lengthUs = level.endUs - level.startUs;
    if (windowUs !== null && windowUs > lengthUs) {
      return {
        ...notInPlan(objective, operation, tooShort(lengthUs, windowUs, leastSeconds)),
        x: level.x,
        phase: level.index,
      };
    }
    const view = views.find(({ phase }) => phase.index === level.index);
    const stretch =
      view === undefined ? null : stretchOf(view, objective, operation, intervals, [], leastSeconds);
    const found = finding(objective, operation, level, judgeStretch(objective, stretch, view));
    if (found.state !== "broken" || stretch === null || view === undefined) return found;
    return {
      ...found,
      brokenOnService: brokenAgain(onService(objective) ?? objective, stretch, view, [objective]),
    };
  }

  function judgeRecovery(objective: Objective, operation: string, phase: Phase): Finding {
    const returned = promisedAt1x(list, operation).filter((one) => lacking(one, operation, plan) === null);
    if (returned.length === 0)
      return notInPlan(objective, operation, "no promise binds it at 1x to return to");
    const view = recoveryView ?? undefined;
    const stretchWith = (promises: readonly Objective[]): Stretch | null =>
      view === undefined
        ? null
        : stretchOf(view, objective, operation, intervals, promises.map(promised), leastSeconds);
    const stretch = stretchWith(returned);
    const judged = judgeStretch(objective, stretch, view);
    const found = finding(objective, operation, phase, judged);
    const onServiceTime = stretchWith(returned.map((one) => onService(one) ?? one));
    if (found.state !== "broken" || onServiceTime === null || view === undefined) return found;
    return { ...found, brokenOnService: brokenAgain(objective, onServiceTime, view, returned) };
  }

  /** Whether it is broken without our lag and pauses; null where it is no promise of times and nothing of ours touched it. */
  function brokenAgain(
    objective: Objective,
    stretch: Stretch,
    view: LevelView,
    judgedBy: readonly Objective[],
  ): boolean | null {
    const limits = judgedBy.flatMap((one) => timeJudgedUs(one, stretch) ?? []);
    const ofTimes = limits.length > 0;
    const without = secondLook(stretch, view.record, intervals, {
      shortestUs: ofTimes ? Math.min(...limits) : null,
      longestUs: ofTimes ? Math.max(...limits) : null,
    });
    if (without === null && !ofTimes) return null;
    return judgeStretch(objective, without ?? stretch, view).state === "broken";
  }
}

function notInPlan(objective: Objective, operation: string, note: string): Finding {
  return {
    objective,
    operation,
    x: null,
    phase: null,
    state: "not_in_plan",
    observed: null,
    bounds: null,
    samples: 0,
    note,
    brokenOnService: null,
  };
}

function finding(
  objective: Objective,
  operation: string,
  { x, index: phase }: Phase,
  { state, observed, bounds, samples, note, limit, line }: Judged,
): Finding {
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(line === undefined ? {} : { line }),
    objective,
    operation,
    x,
    phase,
    state,
    observed,
    bounds,
    samples,
    note,
    brokenOnService: null,
  };
}
