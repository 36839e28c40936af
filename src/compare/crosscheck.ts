import {
  type LoadPlan,
  levelsOf,
  type Phase,
  planDigest,
  scheduleDigest,
  type Workload,
} from "../plan/index.ts";
import { US_PER_S } from "../shared/index.ts";
import type { Agreement, AgreementState } from "./agreement.ts";
import { type ComparedOperation, compareOperation } from "./compare-operation.ts";
import { type ComparedRun, type Side, sidesOf, unsoundness } from "./runs.ts";
import { agreementSentence } from "./sentence.ts";
import { slicesOf } from "./slices.ts";
import type { Tolerance } from "./tolerance.ts";

/** `unsound`: a run that cannot be compared, whatever the figures say. */
export type CrosscheckState = AgreementState | "unsound";

export interface ComparedLevel {
  readonly phase: Phase;
  readonly x: number;
  /** Good completions a second over all rounds, in the order of the engines: closed workloads offer what they achieve. */
  readonly achievedPerSec: readonly [number, number];
  readonly operations: readonly ComparedOperation[];
}

/** Two engines on one plan, side by side. */
export interface Crosscheck {
  readonly state: CrosscheckState;
  /** What decided it, as sentences; of `agree` none. */
  readonly reasons: readonly string[];
  readonly profile: string;
  readonly workload: Workload;
  readonly seed: number;
  readonly rounds: number;
  readonly engines: readonly [Engine, Engine];
  readonly tolerance: Tolerance;
  readonly digests: { readonly plan: string; readonly schedule: string; readonly scenario: string };
  readonly levels: readonly ComparedLevel[];
  readonly notices: readonly string[];
}

export type Engine = Pick<Side, "label" | "name" | "version">;

/**
 * Compares the runs of two engines, level by level and operation by operation, on the basis that both share: response
 * and service time of open workloads, service time where one has no response time. A pure function of the records.
 * RangeError unless there are two engines with as many runs each.
 */
export function crosscheck(runs: readonly ComparedRun[], tolerance: Tolerance): Crosscheck {
  const sides = sidesOf(runs);
  const [first, second] = sides;
  const header = first.runs[0]?.header ?? second.runs[0]?.header;
  if (header === undefined) throw new RangeError("a crosscheck needs runs");
  const { plan } = header;
  const levels = levelsOf(plan).map((phase) => compareLevel(sides, plan, phase, tolerance));
  const unsound = [...differentLoads(runs), ...unsoundRuns(runs)];
  const disagreeing = levels.flatMap((level) =>
    agreementsOf(level)
      .filter(({ agreement }) => agreement.state === "disagree")
      .map(({ of, agreement }) => agreementSentence(`${of} at ${level.x}x`, agreement, sides)),
  );
  const undecided = levels.flatMap(undecidedSentences);
  const state =
    unsound.length > 0
      ? "unsound"
      : disagreeing.length > 0
        ? "disagree"
        : undecided.length > 0
          ? "undecided"
          : "agree";
  return {
    state,
    reasons: [...unsound, ...disagreeing, ...undecided],
    profile: plan.profile,
    workload: plan.workload,
    seed: plan.seed,
    rounds: first.runs.length,
    engines: [engineOf(first), engineOf(second)],
    tolerance,
    digests: { plan: planDigest(plan), schedule: scheduleDigest(plan), scenario: header.scenario.digest },
    levels,
    notices: noticesOf(runs, sides, levels),
  };
}

/** Of what is undecided, one sentence for all that lack the same thing; the figures stand in the table. */
function undecidedSentences(level: ComparedLevel): readonly string[] {
  const open = agreementsOf(level).filter(({ agreement }) => agreement.state === "undecided");
  const groups = new Map<string, string[]>();
  for (const { of, agreement } of open) {
    const whats = groups.get(`${of}\n${agreement.note}`) ?? [];
    groups.set(`${of}\n${agreement.note}`, [...whats, agreement.what]);
  }
  return [...groups].map(([key, whats]) => {
    const [of = "", note = ""] = key.split("\n");
    return `${of} at ${level.x}x: undecided on ${whats.join(", ")}: ${note}`;
  });
}

/** Every figure of a level with the name of what it is of: `recall`, `recall, response time`. */
export function agreementsOf({
  operations,
}: ComparedLevel): readonly { readonly of: string; readonly agreement: Agreement }[] {
  return operations.flatMap(({ name, times, errorRate, delivered }) => [
    ...times.flatMap(({ basis, percentiles }) =>
      percentiles.map((agreement) => ({ of: `${name}, ${basis} time`, agreement })),
    ),
    { of: name, agreement: errorRate },
    { of: name, agreement: delivered },
  ]);
}

function compareLevel(
  [first, second]: readonly [Side, Side],
  plan: LoadPlan,
  phase: Phase,
  tolerance: Tolerance,
): ComparedLevel {
  const names = [
    ...plan.operations.map(({ name }) => ({ name, kind: "operation" as const })),
    ...plan.probes.map(({ name }) => ({ name, kind: "probe" as const })),
  ];
  const operations = names.map((of) =>
    compareOperation(
      of,
      [
        first.runs.map((record) => slicesOf(record, phase, of.name)),
        second.runs.map((record) => slicesOf(record, phase, of.name)),
      ],
      tolerance,
      { seed: plan.seed, key: `${phase.index} ${of.name}` },
    ),
  );
  const seconds = ((phase.endUs - phase.startUs) / US_PER_S) * first.runs.length;
  const achieved = (side: 0 | 1): number =>
    operations.reduce(
      (sum, { kind, counts }) => sum + (kind === "operation" ? counts[side].good_done : 0),
      0,
    ) / seconds;
  return { phase, x: phase.x, achievedPerSec: [achieved(0), achieved(1)], operations };
}

/** Runs that were not asked for the same arrivals of the same scenario are not comparable. */
function differentLoads(runs: readonly ComparedRun[]): readonly string[] {
  const [first] = runs;
  if (first === undefined) return [];
  const of = ({ record: { header } }: ComparedRun): string =>
    `${planDigest(header.plan)} ${header.scenario.digest}`;
  return runs
    .filter((run) => of(run) !== of(first))
    .map(
      ({ label, round }) =>
        `${label} in round ${round} drove another plan or scenario than ${first.label} in round 1`,
    );
}

function unsoundRuns(runs: readonly ComparedRun[]): readonly string[] {
  return runs.flatMap((run) => {
    const why = unsoundness(run);
    return why === null ? [] : [`${run.label} in round ${run.round} is not sound: ${why}`];
  });
}

function noticesOf(
  runs: readonly ComparedRun[],
  sides: readonly [Side, Side],
  levels: readonly ComparedLevel[],
): readonly string[] {
  const noResponseTime = sides.filter(({ runs: records }) =>
    records.every(({ header: { plan }, cells }) =>
      [...cells.values()].every((row) =>
        plan.operations.every(({ name }) => (row.get(name)?.series.response_time.total ?? 0) === 0),
      ),
    ),
  );
  const lagging = runs.flatMap(({ label, round, verdict }) =>
    verdict.validity.some(({ role, holds }) => role === "lag" && holds === false)
      ? [`${label} in round ${round}`]
      : [],
  );
  const unsteady = runs.flatMap(({ label, round, verdict }) =>
    verdict.levels.filter(({ steady }) => !steady).map(({ x }) => `${label} at ${x}x in round ${round}`),
  );
  return [
    ...(noResponseTime.length === 0
      ? []
      : [
          `compared on service time: ${noResponseTime.map(({ label }) => label).join(" and ")} measured no response time here`,
        ]),
    ...(lagging.length === 0
      ? []
      : [`start lag beyond its limit, which adds to response times: ${lagging.join(", ")}`]),
    ...(unsteady.length === 0
      ? []
      : [`not steady, so its times depend on when they were taken: ${unsteady.join(", ")}`]),
    ...(sides[0].runs.length < 2
      ? ["one round: how far whole runs differ from each other is not known"]
      : []),
    ...(levels.length === 0 ? ["the plan has no steady level"] : []),
  ];
}

function engineOf({ label, name, version }: Side): Engine {
  return { label, name, version };
}
