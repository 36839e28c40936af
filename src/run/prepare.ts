import { basename, relative, resolve } from "node:path";
import { type Bundle, bundleScenario, evaluateBundle, findScenario } from "../bundle/index.ts";
import {
  defaultSteadyUs,
  type Need,
  needsOf,
  type Objectives,
  parseThresholds,
  recoveryUsOf,
  whyNotInPlan,
} from "../objective/index.ts";
import {
  type ArrivalCounts,
  compilePlan,
  countArrivals,
  type LoadPlan,
  levelsOf,
  type PlannedOperation,
  type PlannedProbe,
  type Workload,
} from "../plan/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { digest, formatDuration, parseDuration, SloError, type Us } from "../shared/index.ts";
import { checkBuilders } from "./check-builders.ts";
import { readText } from "./read-text.ts";
import { timeoutOf } from "./rehearsal.ts";
import { declaredSignals } from "./signals/declared-signals.ts";
import type { World } from "./world.ts";

/** What shapes a plan, as the command line gives it. */
export interface ShapeOptions {
  readonly profile?: string;
  readonly x: readonly number[];
  readonly duration?: Us;
  readonly warmUp?: Us;
  readonly rate?: number;
  readonly users?: number;
  readonly workload?: Workload;
  readonly seed: number;
  readonly thresholds?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Everything known before traffic. */
export interface Prepared {
  readonly bundle: Bundle;
  readonly scenario: Scenario;
  readonly thresholds: { readonly file: string; readonly text: string; readonly digest: string };
  readonly objectives: Objectives;
  readonly plan: LoadPlan;
  readonly arrivals: ArrivalCounts;
  readonly needs: readonly Need[];
  /** What the user should know before the load: promises that cannot be decided, limits the plan exceeds. */
  readonly notices: readonly string[];
}

/** Scenario, promises and plan, checked against each other. Throws SloError for every mistake of the user; sends nothing. */
export async function prepare(options: ShapeOptions, world: World): Promise<Prepared> {
  const { bundle, scenario } = await prepareScenario(options.profile ?? null, world);
  const env = { given: options.env, secrets: world.environment };
  if (scenario.setup === undefined) checkBuilders({ scenario, bundle, env, seed: options.seed, setup: null });
  const workload = options.workload ?? scenario.workload ?? "open";
  const thresholds = await readThresholds(options.thresholds, world);
  const objectives = parseThresholds(thresholds.text, thresholds.file, {
    profile: scenario.name,
    operations: namesOf(scenario),
    probes: Object.keys(scenario.probes ?? {}),
    flows: Object.entries(scenario.operations)
      .filter(([, { flow }]) => flow !== undefined)
      .map(([name]) => name),
    workload,
    signals: declaredSignals(scenario),
  });
  const plan = planOf(scenario, objectives, workload, options);
  const arrivals = countArrivals(plan);
  const needs = needsOf(objectives, plan, arrivals);
  if (needs.every(({ planned }) => planned === 0)) {
    throw new SloError("bad_plan", `no promise of profile ${scenario.name} is in this plan`, {
      hint: `${thresholds.file}: add a promise that binds at ${options.x.map((x) => `${x}x`).join(", ")} on ${workload === "open" ? "an open" : "a closed"} workload`,
      issues: whyNotInPlan(needs).map((message) => ({ where: thresholds.file, message })),
    });
  }
  return {
    bundle,
    scenario,
    thresholds,
    objectives,
    plan,
    arrivals,
    needs,
    notices: [...tooShort(objectives, plan), ...undecidable(needs), ...aboveLimits(scenario, plan)],
  };
}

/** Finds, bundles and evaluates the scenario of a profile. */
export async function prepareScenario(
  profile: string | null,
  world: World,
): Promise<{ bundle: Bundle; scenario: Scenario }> {
  const bundle = await bundleScenario(await findScenario(profile, world.cwd), { cwd: world.cwd });
  return { bundle, scenario: evaluateBundle(bundle) };
}

/** The text of `--thresholds`, or of thresholds.yaml here. */
export async function readThresholds(
  given: string | undefined,
  world: World,
): Promise<Prepared["thresholds"]> {
  const path = resolve(world.cwd, given ?? "thresholds.yaml");
  const text = await readText(
    path,
    "the promises",
    "give --thresholds FILE, or write a first one with `slo init`",
  );
  const shown = relative(world.cwd, path);
  return { file: shown.startsWith("..") ? basename(path) : shown, text, digest: digest(text) };
}

/** Operations that get arrivals. */
function namesOf(scenario: Scenario): readonly string[] {
  return Object.entries(scenario.operations)
    .filter(([, { weight = 1 }]) => weight > 0)
    .map(([name]) => name);
}

function planOf(
  scenario: Scenario,
  objectives: Objectives,
  workload: Workload,
  options: ShapeOptions,
): LoadPlan {
  const rate = options.rate ?? scenario.expected.rate ?? null;
  const users = options.users ?? scenario.expected.users ?? null;
  if (workload === "open" && rate === null) {
    throw new SloError("bad_usage", `${scenario.name} expects no rate, and an open workload needs one`, {
      hint: "--rate N, or expected.rate in the scenario",
    });
  }
  if (workload === "closed" && users === null) {
    throw new SloError("bad_usage", `${scenario.name} expects no users, and a closed workload needs them`, {
      hint: "--users N, or expected.users in the scenario",
    });
  }
  if (workload === "open" && options.users !== undefined) {
    throw new SloError("bad_usage", "--users is for a closed workload, and this one is open", {
      hint: "--rate N, or --workload closed",
    });
  }
  if (workload === "closed" && options.rate !== undefined) {
    throw new SloError("bad_usage", "--rate is for an open workload, and this one is closed", {
      hint: "--users N, or --workload open",
    });
  }
  const operations: PlannedOperation[] = namesOf(scenario).map((name) => ({
    name,
    kind: scenario.operations[name]?.flow === undefined ? "request" : "flow",
    weight: scenario.operations[name]?.weight ?? 1,
    timeoutUs: timeoutOf(scenario, name),
  }));
  const probes: PlannedProbe[] = Object.entries(scenario.probes ?? {}).map(([name, probe]) => ({
    name,
    ratePerSec: probe.rate,
    timeoutUs: timeoutOf(scenario, name),
  }));
  const source =
    options.rate === undefined && options.users === undefined ? scenario.expected.source : "command line";
  const fixed =
    options.duration ??
    (scenario.duration === undefined ? null : parseDuration(scenario.duration, "duration"));
  const load = { workload, rate, users, operations, probes };
  return compilePlan({
    profile: scenario.name,
    workload,
    arrivals: scenario.arrivals ?? "poisson",
    seed: options.seed,
    expected: { rate, users, source },
    levels: options.x.map((x) => ({ x, steadyUs: fixed ?? defaultSteadyUs(objectives, load, x) })),
    ...(options.warmUp === undefined ? {} : { warmUpUs: options.warmUp }),
    recoveryUs: recoveryUsOf(objectives, load),
    operations,
    probes,
  });
}

/** Levels shorter than their promises ask for: announced, and run. */
function tooShort(objectives: Objectives, plan: LoadPlan): readonly string[] {
  const { workload, expected, operations, probes } = plan;
  const load = { workload, rate: expected.rate, users: expected.users, operations, probes };
  return levelsOf(plan).flatMap(({ x, startUs, endUs }) => {
    const wantedUs = defaultSteadyUs(objectives, load, x);
    if (endUs - startUs >= wantedUs) return [];
    return [
      `${x}x lasts ${formatDuration(endUs - startUs)}; its promises ask for ${formatDuration(wantedUs)}`,
    ];
  });
}

function undecidable(needs: readonly Need[]): readonly string[] {
  return needs
    .filter(({ decidable, planned }) => !decidable && (planned === null || planned > 0))
    .map(
      ({ objective, operation, x, note }) =>
        `cannot be decided by this plan: ${objective.that}${objective.operation === "all" ? ` (${operation})` : ""}${x === null ? "" : ` at ${x}x`}: ${note}`,
    );
}

/** Advertised limits of the target below what the plan offers: announced, since its refusals will be the answer measured. */
function aboveLimits(scenario: Scenario, plan: LoadPlan): readonly string[] {
  const total = plan.operations.reduce((sum, { weight }) => sum + weight, 0);
  return (scenario.limits ?? []).flatMap(({ operation, rate, source }) => {
    const share = (plan.operations.find(({ name }) => name === operation)?.weight ?? 0) / total;
    const peak = Math.max(...plan.phases.map(({ from, to }) => Math.max(from, to))) * share;
    if (plan.workload !== "open" || peak <= rate) return [];
    return [
      `the plan offers up to ${Number(peak.toFixed(1))}/s of ${operation}, above the ${rate}/s that the target advertises (${source}): expect 429s where that limit is on`,
    ];
  });
}

/** One line of the plan, for progress and notices: `warm-up 10s at 1x, steady 30s at 2x, ...`. */
export function planLine(plan: LoadPlan): string {
  return plan.phases
    .map(
      ({ kind, x, startUs, endUs }) =>
        `${kind} ${formatDuration(endUs - startUs)}${kind === "drain" ? "" : ` at ${x}x`}`,
    )
    .join(", ");
}
