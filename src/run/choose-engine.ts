import { ENGINES, type Engine } from "../engine/index.ts";
import type { LoadPlan, Shard } from "../plan/index.ts";
import { didYouMean, SloError } from "../shared/index.ts";

/** The engine of this name; SloError `bad_usage` when there is none. */
export function engineNamed(name: string): Engine {
  const engine = ENGINES.find((candidate) => candidate.name === name);
  if (engine) return engine;
  const names = ENGINES.map((candidate) => candidate.name);
  throw new SloError("bad_usage", `there is no engine "${name}"${didYouMean(name, names)}`, {
    hint: `--engine ${names.join(" or ")}`,
  });
}

/** What a run asks of its engine. */
export interface Asked {
  readonly plan: LoadPlan;
  readonly segment: Shard | null;
  /** Null: the embedded service, over http. */
  readonly target: string | null;
  readonly insecure: boolean;
  /** Default: 1. */
  readonly workers?: number;
}

/** SloError `bad_usage`, before the first request, when the engine cannot honour what is asked; names what would work instead. */
export function refuseBeyondAbilities(engine: Engine, asked: Asked): void {
  const what = beyond(engine, asked);
  if (what === null) return;
  const ways = ENGINES.filter((other) => beyond(other, asked) === null).map(({ name }) => `--engine ${name}`);
  const [workload] = engine.abilities.workloads;
  if (workload !== undefined && beyond(engine, { ...asked, plan: { ...asked.plan, workload } }) === null) {
    ways.push(`--workload ${workload}`);
  }
  if (beyond(engine, { ...asked, insecure: true }) === null) ways.push("--insecure");
  if (beyond(engine, { ...asked, workers: 1 }) === null) ways.push("--workers 1");
  throw new SloError(
    "bad_usage",
    `engine ${engine.name} cannot run ${what}`,
    ways.length === 0 ? {} : { hint: `try ${ways.join(" or ")}` },
  );
}

/** What of it an engine cannot run; null when it can run all. */
function beyond(
  { abilities }: Engine,
  { plan, segment, target, insecure, workers = 1 }: Asked,
): string | null {
  const endUs = plan.phases.at(-1)?.endUs ?? 0;
  if (!abilities.workloads.includes(plan.workload)) {
    return `${plan.workload === "open" ? "an open" : "a closed"} workload`;
  }
  if (plan.workload === "open" && !abilities.arrivals.includes(plan.arrivals))
    return `${plan.arrivals} arrivals`;
  if (!abilities.flows && plan.operations.some(({ kind }) => kind === "flow")) return "flows";
  if (!abilities.probes && plan.probes.length > 0) return "probes";
  if (abilities.maxDurationUs !== null && endUs > abilities.maxDurationUs) return "a plan this long";
  if (!abilities.verifiesTls && !insecure && target?.startsWith("https:") === true)
    return "over https: it verifies no certificate";
  if (segment !== null && abilities.segments !== true) return "a segment of a plan";
  if (workers > (abilities.maxWorkers ?? workers)) return `${workers} workers: it uses all cores with one`;
  return null;
}
