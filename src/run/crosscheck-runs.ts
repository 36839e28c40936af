import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { stopBundler } from "../bundle/index.ts";
import { crosscheck, type Tolerance } from "../compare/index.ts";
import { CROSSCHECK_FORMATS, type CrosscheckReport, type ReportedRun } from "../report/index.ts";
import { SloError } from "../shared/index.ts";
import { engineNamed, refuseBeyondAbilities } from "./choose-engine.ts";
import { prepare } from "./prepare.ts";
import { readTargetUrl } from "./reach.ts";
import { judgeRecord, writeReports } from "./result.ts";
import type { RunHooks } from "./run-hooks.ts";
import { runIdOf } from "./run-id.ts";
import { type RunOptions, runProfile } from "./run-profile.ts";
import type { World } from "./world.ts";

export interface CrosscheckOptions extends Omit<RunOptions, "engine" | "segment" | "startAt"> {
  /** Two names; the same one twice compares an engine with itself. */
  readonly engines: readonly [string, string];
  readonly rounds: number;
  readonly tolerance: Tolerance;
}

/** What a crosscheck left, or that it was interrupted: the runs that were made are kept, and nothing is compared. */
export type CrosscheckEnd =
  | { readonly kind: "compared"; readonly dir: string; readonly report: CrosscheckReport }
  | { readonly kind: "interrupted"; readonly dir: string; readonly made: number; readonly wanted: number };

/**
 * Runs two engines in turn on one plan, round by round, each run an ordinary one in a folder of its own below the
 * crosscheck's, and compares them. Everything but the engine is the same: plan, seed, target, a fresh embedded service
 * for each. Engines that cannot run the plan are refused before the first.
 */
export async function crosscheckRuns(
  options: CrosscheckOptions,
  world: World,
  hooks: RunHooks,
): Promise<CrosscheckEnd> {
  const name = await refuseBeforehand(options, world);
  const id = `${runIdOf(world.clock.wallMs(), name, options.x, world.randomHex(2))}-crosscheck`;
  const out = join(resolve(world.cwd, options.out ?? "reports"), id);
  await mkdirOf(out);
  const dir = relative(world.cwd, out) || ".";
  const labels = labelsOf(options.engines);
  const interrupted = (): CrosscheckEnd => ({
    kind: "interrupted",
    dir,
    made: runs.length,
    wanted: 2 * options.rounds,
  });
  const runs: ReportedRun[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const [i, engine] of options.engines.entries()) {
      const label = labels[i] ?? engine;
      hooks.say(`round ${round} of ${options.rounds}: ${label}`);
      const ran = await runProfile({ ...options, engine, out }, world, hooks).catch((error: unknown) => {
        // Interrupted before its load: nothing was recorded.
        if (hooks.signal.aborted && !(error instanceof SloError)) return null;
        throw error;
      });
      if (ran === null) return interrupted();
      const judgement = judgeRecord(await readFile(ran.recordPath), null);
      await writeReports(ran.dir, judgement);
      const { record, verdict } = judgement;
      runs.push({ label, round, record, verdict, folder: ran.runId });
      hooks.say(`round ${round} of ${options.rounds}: ${label} ended, ${verdict.kind}`);
      if (hooks.signal.aborted) return interrupted();
    }
  }
  const report: CrosscheckReport = {
    id,
    tool: SLO_VERSION,
    result: crosscheck(runs, options.tolerance),
    runs,
  };
  for (const { file, render } of CROSSCHECK_FORMATS) await writeOf(join(out, file), await render(report));
  return { kind: "compared", dir, report };
}

/** Finds the scenario and both engines good for each other; returns the profile's name. Sends nothing. */
async function refuseBeforehand(options: CrosscheckOptions, world: World): Promise<string> {
  const engines = options.engines.map(engineNamed);
  const { plan, scenario } = await prepare(options, world);
  await stopBundler();
  const target = options.target === undefined ? null : readTargetUrl(options.target).origin;
  for (const engine of engines) {
    await engine.ready?.();
    refuseBeyondAbilities(engine, {
      plan,
      segment: null,
      target,
      insecure: options.insecure ?? false,
      workers: options.workers,
    });
  }
  return scenario.name;
}

/** Names as they are; an engine against itself is numbered. */
function labelsOf([first, second]: readonly [string, string]): readonly [string, string] {
  return first === second ? [`${first}#1`, `${second}#2`] : [first, second];
}

async function mkdirOf(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}

async function writeOf(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}

function unwritable(path: string, cause: unknown): SloError {
  return new SloError(
    "unwritable",
    `cannot write ${path} (${cause instanceof Error ? cause.message : cause})`,
    {
      hint: "make room, or give another folder with --out; the runs' own records are kept",
      cause,
    },
  );
}
