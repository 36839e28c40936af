import type { ScenarioEnv } from "../engine/index.ts";
import type { RecordHeader } from "../record/index.ts";
import { type Json, SloError } from "../shared/index.ts";
import { type EmbeddedTarget, parseFault, startEmbeddedTarget } from "../target/index.ts";
import { checkBuilders } from "./check-builders.ts";
import { openClient } from "./client.ts";
import { populate } from "./populate.ts";
import { preflight, settle } from "./preflight.ts";
import type { Prepared } from "./prepare.ts";
import { checkAllowed, type Reached, reach, readTargetUrl } from "./reach.ts";
import { type Rehearsal, rehearse } from "./rehearsal.ts";
import type { RunHooks } from "./run-hooks.ts";
import { checkSignalHosts } from "./signals/open-signals.ts";
import { type TargetWatch, watchTarget } from "./signals/watch-target.ts";
import type { World } from "./world.ts";

/** What is tested, as the command line gives it. */
export interface TargetOptions {
  readonly target?: string;
  readonly allowHost: readonly string[];
  readonly insecure?: boolean;
  readonly populate?: boolean;
  /** What the scenario populates was written into `target` before: the run is a resumed one. */
  readonly populatedBefore?: boolean;
  readonly fault: readonly string[];
  /** The process of this machine that serves `target`. */
  readonly targetPid?: number;
  readonly targetBuild?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A target that is up, set up, populated and good, as the load will find it. */
export interface ReadyTarget {
  readonly url: string;
  readonly reached: Reached;
  readonly rehearsal: Rehearsal;
  readonly env: ScenarioEnv;
  readonly setup: Json;
  readonly populated: RecordHeader["populated"];
  /** The embedded service, or null with --target. */
  readonly embedded: EmbeddedTarget | null;
  readonly watch: TargetWatch;
}

/** Starts or reaches the target, makes it ready, hands it to `use`, and leaves no child process behind, however `use` ends. */
export async function withTarget<T>(
  options: TargetOptions & { readonly seed: number },
  prepared: Pick<Prepared, "scenario" | "bundle"> & { readonly objectives?: Prepared["objectives"] },
  runId: string,
  world: World,
  hooks: Pick<RunHooks, "say" | "signal">,
  use: (ready: ReadyTarget) => Promise<T>,
  settled = true,
): Promise<T> {
  const { scenario, bundle } = prepared;
  if (options.target !== undefined && options.fault.length > 0) {
    throw new SloError("bad_usage", "--fault scripts the embedded service; it cannot be used with --target");
  }
  if (options.target === undefined && options.targetPid !== undefined) {
    throw new SloError("bad_usage", "--target-pid names the process of --target, and there is none", {
      hint: "leave it out: the embedded service's own process is read by itself",
    });
  }
  const faults = options.fault.map(parseFault);
  const allowed = [...options.allowHost, ...(prepared.objectives?.allowHosts ?? [])];
  if (options.target !== undefined) checkAllowed(readTargetUrl(options.target), allowed);
  checkSignalHosts(scenario, allowed);
  refuseUnpopulated(options, scenario);
  if (options.populate === true && scenario.populate === undefined) {
    throw new SloError("bad_usage", `${scenario.name} has nothing to populate`, {
      hint: "leave --populate out",
    });
  }

  const env: ScenarioEnv = { given: options.env, secrets: world.environment };
  hooks.signal.throwIfAborted();
  const embedded = options.target === undefined ? await startEmbeddedTarget({ faults }) : null;
  const url = embedded?.url ?? readTargetUrl(options.target ?? "").origin;
  const client = openClient({ url, insecure: options.insecure ?? false });
  try {
    if (embedded) hooks.say(`embedded memory service at ${url}`);
    const rehearsal = rehearse({ scenario, bundle, client, env, seed: options.seed, runId });
    const reached = await reach(new URL(url));
    const setup = await rehearsal.setUp();
    if (scenario.setup !== undefined) checkBuilders({ scenario, bundle, env, seed: options.seed, setup });
    const populated = await fill(options, rehearsal, embedded !== null, hooks);
    if (settled) await settle(rehearsal, world.clock, hooks.signal);
    const watch = await watchTarget({
      scenario,
      url,
      pid: embedded?.pid ?? options.targetPid ?? null,
      embedded: embedded !== null,
      sameMachine: reached.sameMachine,
      givenBuild: options.targetBuild ?? null,
      insecure: options.insecure ?? false,
      headers: rehearsal.headers,
      secrets: rehearsal.secrets,
      clock: world.clock,
    });
    try {
      if (watch.line !== "") hooks.say(`signals, one value an interval: ${watch.line}`);
      for (const notice of watch.notices) hooks.say(`note: ${notice}`);
      return await use({ url, reached, rehearsal, env, setup, populated, embedded, watch });
    } finally {
      await watch.close();
    }
  } finally {
    await client.close();
    await embedded?.stop();
  }
}

async function fill(
  options: TargetOptions,
  rehearsal: Rehearsal,
  embedded: boolean,
  hooks: Pick<RunHooks, "say" | "signal">,
): Promise<RecordHeader["populated"]> {
  const wanted = rehearsal.scenario.populate;
  if (wanted === undefined || (!embedded && options.populate !== true)) return null;
  await preflight(rehearsal, wanted.operation);
  hooks.say(`populating: ${wanted.count} x ${wanted.operation}`);
  await populate(rehearsal, wanted, hooks.signal);
  return { operation: wanted.operation, count: wanted.count, left_behind: !embedded };
}

/** A scenario that asks for populated data refuses a --target that nobody said holds any. */
function refuseUnpopulated(options: TargetOptions, { name, populate }: Prepared["scenario"]): void {
  if (options.target === undefined || populate === undefined) return;
  if (options.populate === true || options.populatedBefore === true) return;
  if (populate.unless !== undefined && options.env[populate.unless] !== undefined) return;
  const other =
    populate.unless === undefined
      ? ""
      : `, or -e ${populate.unless}=NAME to use what an earlier --populate left there`;
  throw new SloError("bad_usage", `${name} asks for data that must be in the target first`, {
    hint: `--populate writes ${populate.count} x ${populate.operation} into it${other}`,
  });
}
