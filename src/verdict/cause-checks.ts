import type { Objectives } from "../objective/index.ts";
import type { Phase } from "../plan/index.ts";
import type { GeneratorLine, RunRecord } from "../record/index.ts";
import { US_PER_MS, type Us } from "../shared/index.ts";
import { nearestRank } from "../statistics/index.ts";
import { intervalsIn } from "./level-view.ts";
import { linesOf } from "./own-fault-checks.ts";
import { ofPhase, ofRun, type PlacedCheck } from "./placed-check.ts";
import { tightestLimitUs } from "./tightest-limit.ts";
import { VALIDITY_LIMITS } from "./validity-limits.ts";

/** Why a generator may have been late. They decide nothing; they are named beside what does. */
export function causeChecks(
  record: RunRecord,
  objectives: Objectives,
  phases: readonly Phase[],
): readonly PlacedCheck[] {
  return [
    ...phases.flatMap((phase) => {
      const lines = linesOf(record, intervalsIn(record, phase));
      const tightestUs = tightestLimitUs(objectives, record.header.plan, phase.x);
      return [loopCheck(phase, lines), pauseCheck(phase, lines, tightestUs), throttledCheck(phase, lines)];
    }),
    sameMachineCheck(record),
  ];
}

function loopCheck(phase: Phase, lines: readonly GeneratorLine[]): PlacedCheck {
  const ascending = lines.flatMap((line) => line.loop_utilisation ?? []).sort((a, b) => a - b);
  const p95 = ascending[nearestRank(0.95, ascending.length) - 1] ?? null;
  return cause(phase, {
    check: "loop_utilisation_p95",
    limit: VALIDITY_LIMITS.loopUtilisation,
    observed: p95,
    unit: "ratio",
    means: "the generator's event loop was nearly full: more --workers or a larger machine",
  });
}

function pauseCheck(phase: Phase, lines: readonly GeneratorLine[], tightestUs: Us | null): PlacedCheck {
  const pauses = lines.flatMap((line) => line.longest_pause_us ?? []);
  const { longestPauseFloorUs, longestPauseShare } = VALIDITY_LIMITS;
  const limitUs = Math.max(longestPauseFloorUs, longestPauseShare * (tightestUs ?? 0));
  return cause(phase, {
    check: "longest_pause",
    limit: limitUs / US_PER_MS,
    observed: pauses.length === 0 ? null : pauses.reduce((most, us) => Math.max(most, us), 0) / US_PER_MS,
    unit: "ms",
    means: "the generator itself stood still",
  });
}

function throttledCheck(phase: Phase, lines: readonly GeneratorLine[]): PlacedCheck {
  const shares = lines.flatMap((line) => line.throttled ?? []);
  const mean = shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return cause(phase, {
    check: "cpu_throttled",
    limit: VALIDITY_LIMITS.throttledShare,
    observed: mean,
    unit: "ratio",
    means: "the CPU quota withheld time from the generator: raise it",
  });
}

/** A circumstance: it has no limit that it could break, so it holds where it is absent and is else not judged. */
function sameMachineCheck({ header: { target } }: RunRecord): PlacedCheck {
  return ofRun({
    check: "target_on_other_machine",
    role: "cause",
    holds: target.same_machine ? null : true,
    limit: null,
    observed: null,
    unit: "",
    detail: target.same_machine ? "target and generator share one machine's processors" : "",
  });
}

function cause(
  phase: Phase,
  found: {
    readonly check: string;
    readonly limit: number;
    readonly observed: number | null;
    readonly unit: string;
    readonly means: string;
  },
): PlacedCheck {
  const { check, limit, observed, unit, means } = found;
  const holds = observed === null ? null : observed <= limit;
  return ofPhase(phase, {
    check,
    role: "cause",
    holds,
    limit,
    observed,
    unit,
    detail: holds === false ? means : "",
  });
}
