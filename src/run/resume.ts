import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Bundle, stopBundler } from "../bundle/index.ts";
import type { Engine } from "../engine/index.ts";
import { type Objectives, parseThresholds } from "../objective/index.ts";
import { inFlightCapOf, levelsOf } from "../plan/index.ts";
import {
  type GapLine,
  type RecordHeader,
  type RunRecord,
  readRecord,
  reopenRecord,
} from "../record/index.ts";
import { FORMATS } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { formatDuration, type Issue, SloError, US_PER_S } from "../shared/index.ts";
import { engineNamed, refuseBeyondAbilities } from "./choose-engine.ts";
import { drive } from "./drive.ts";
import { findRun } from "./find-run.ts";
import { gapOf, planNowUs } from "./gap-of.ts";
import { connectionLimits, grantCap, hostFacts } from "./host.ts";
import { lockRun } from "./lock.ts";
import { prepareScenario, readThresholds } from "./prepare.ts";
import { type ReadyTarget, withTarget } from "./ready-target.ts";
import { refuseUnlessResumable } from "./resumable.ts";
import type { RunHooks } from "./run-hooks.ts";
import type { Ran, RunOptions } from "./run-profile.ts";
import { scopeOf } from "./scope-of.ts";
import type { World } from "./world.ts";

/** What a resumed run is told anew; all else is as its record says. */
export type ResumeOptions = Pick<
  RunOptions,
  "profile" | "thresholds" | "target" | "targetPid" | "targetBuild" | "allowHost" | "populate" | "out"
>;

/**
 * Goes on with a run that was killed, interrupted, or whose engine failed: the rest of its plan, in the same record, behind
 * a gap line. SloError `bad_usage` when there is nothing to go on with, when another process drives it, and when scenario,
 * promises, tool or target are not what they were; nothing is sent or written then.
 */
export async function resumeRun(
  argument: string,
  options: ResumeOptions,
  world: World,
  hooks: RunHooks,
): Promise<Ran> {
  const { dir, recordPath } = await findRun(argument, options.out ?? "reports", world.cwd);
  const shown = relative(world.cwd, dir) || ".";
  const lock = lockRun(dir);
  try {
    // Read under the lock: nobody writes to it any more.
    const bytes = await readFile(recordPath);
    const record = readRecord(bytes);
    refuseUnlessResumable(record, world.clock.wallMs(), shown);
    const prepared = await prepareAgain(record.header, options, world);
    await driveRest({ record, bytes, recordPath, dir, shown, ...prepared }, options, world, hooks);
    return { runId: record.header.run_id, dir: shown, recordPath };
  } finally {
    lock.release();
  }
}

interface Again {
  readonly bundle: Bundle;
  readonly scenario: Scenario;
  readonly objectives: Objectives;
  readonly engine: Engine;
}

/** Scenario, promises, tool and machine, all checked against the header. */
async function prepareAgain(header: RecordHeader, options: ResumeOptions, world: World): Promise<Again> {
  const engine = engineNamed(header.engine.name);
  await engine.ready?.();
  refuseBeyondAbilities(engine, {
    plan: header.plan,
    segment: null,
    target: header.target.embedded ? null : header.target.url,
    insecure: header.target.insecure,
    workers: header.engine.workers,
  });
  if (!engine.abilities.resumes) {
    throw new SloError("bad_usage", `engine ${engine.name} cannot begin in the middle of a plan`, {
      hint: "start a new run; slo judge says what the record of this one holds",
    });
  }
  const { bundle, scenario } = await prepareScenario(options.profile ?? header.scenario.file, world);
  await stopBundler();
  const thresholds = await readThresholds(options.thresholds ?? header.thresholds.file, world);
  const now = {
    [`scenario ${header.scenario.file}`]: [header.scenario.digest, bundle.digest],
    [`promises ${header.thresholds.file}`]: [header.thresholds.digest, thresholds.digest],
    "slo-harness": [header.tool.version, SLO_VERSION],
    [`engine ${engine.name}`]: [header.engine.version, engine.version],
  } as const;
  const changed: Issue[] = Object.entries(now)
    .filter(([, [was, is]]) => was !== is)
    .map(([where, [was, is]]) => ({ where, message: `was ${was}, is ${is}` }));
  for (const [name, { from }] of Object.entries(header.env)) {
    if (from === "environment" && world.environment[name] === undefined) {
      changed.push({ where: `variable ${name}`, message: "was set in the environment, and is not" });
    }
  }
  if (changed.length > 0) {
    throw new SloError(
      "bad_usage",
      "the run cannot be resumed: one record speaks of one scenario, promises and tool",
      {
        hint: "put back what was changed, or start a new run",
        issues: changed,
      },
    );
  }
  const limits = await connectionLimits();
  const { granted, limited_by } = grantCap(inFlightCapOf(header.plan), limits);
  if (granted < header.in_flight_cap.granted) {
    throw new SloError(
      "bad_usage",
      `the run was granted ${header.in_flight_cap.granted} requests in flight; this machine now grants ${granted} (${limited_by})`,
      { hint: "raise the limit (see `slo doctor`)" },
    );
  }
  return {
    bundle,
    scenario,
    engine,
    objectives: parseThresholds(header.thresholds.text, header.thresholds.file, scopeOf(header)),
  };
}

interface Rest extends Again {
  readonly record: RunRecord;
  readonly bytes: Uint8Array;
  readonly recordPath: string;
  readonly dir: string;
  readonly shown: string;
}

async function driveRest(rest: Rest, options: ResumeOptions, world: World, hooks: RunHooks): Promise<void> {
  const { record, scenario, bundle, objectives } = rest;
  const { header } = record;
  const { url, embedded, insecure, faults } = header.target;
  if (options.target !== undefined && (embedded || new URL(options.target).origin !== url)) {
    throw new SloError(
      "bad_usage",
      `the run is of ${embedded ? "the embedded service" : url}, not of ${options.target}`,
      {
        hint: "leave --target out: the record has it",
      },
    );
  }
  const given = Object.entries(header.env).flatMap(([name, { from, value }]) =>
    from === "-e" && value !== null ? [[name, value]] : [],
  );
  const targetOptions = {
    ...(embedded ? {} : { target: url }),
    ...(options.targetPid === undefined ? {} : { targetPid: options.targetPid }),
    ...(options.targetBuild === undefined ? {} : { targetBuild: options.targetBuild }),
    ...(options.populate === undefined ? {} : { populate: options.populate }),
    allowHost: options.allowHost,
    insecure,
    populatedBefore: header.populated !== null,
    fault: faults ?? [],
    env: Object.fromEntries(given) as Record<string, string>,
    seed: header.plan.seed,
  };
  await withTarget(targetOptions, { scenario, bundle, objectives }, header.run_id, world, hooks, (ready) =>
    takeUp(rest, ready, options, world, hooks),
  );
}

/** The target is ready: where the plan stands now is where it goes on. */
async function takeUp(
  { record, bytes, recordPath, dir, shown, scenario, bundle, engine, objectives }: Rest,
  ready: ReadyTarget,
  options: ResumeOptions,
  world: World,
  hooks: RunHooks,
): Promise<void> {
  const { header } = record;
  const build = options.targetBuild ?? ready.watch.build;
  if (!header.target.embedded && build !== null && build !== header.target.build) {
    throw new SloError(
      "bad_usage",
      `the run tested build ${header.target.build}, and the target is now ${build}`,
      {
        hint: "start a new run for the new build; where it is the same one, name it with --target-build as the run did",
      },
    );
  }
  const wallMs = world.clock.wallMs();
  const gap = gapOf(record, planNowUs(record, wallMs) ?? 0, new Date(wallMs).toISOString());
  if (gap === null) {
    throw new SloError("bad_usage", `the plan of ${shown} ran out while its target was made ready`, {
      hint: `slo judge ${shown} says what the record holds`,
    });
  }
  for (const text of gapNotes(gap, header, objectives)) hooks.say(`note: ${text}`);
  const writer = reopenRecord(recordPath, bytes, record.soundBytes);
  writer.write(gap);
  for (const text of newlyMade(ready, header)) {
    writer.write({ kind: "notice", at_us: gap.to_us, notice: { kind: "text", text } });
  }
  // They speak of a record that is no more.
  await Promise.all(FORMATS.map(({ file }) => rm(join(dir, file), { force: true })));
  hooks.say(`driving on from ${formatDuration(gap.to_us)} of the plan`);
  const { url, env, setup, embedded, watch } = ready;
  await drive({
    engine,
    run: {
      runId: header.run_id,
      plan: header.plan,
      fromUs: gap.to_us,
      bundle,
      target: { url, insecure: header.target.insecure },
      env,
      setup,
      workers: header.engine.workers,
      inFlightCap: header.in_flight_cap.granted,
    },
    scenario,
    writer,
    world,
    interrupted: hooks.signal,
    targetExited: embedded?.exited ?? null,
    watch,
    live: hooks.live,
    liveEveryS: hooks.liveEveryS,
  });
}

/** What the user should know before more hours go into a run that may not count. */
function gapNotes(gap: GapLine, { plan }: RecordHeader, { maxGapRatio }: Objectives): readonly string[] {
  const steadyUs = levelsOf(plan).reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
  const share = (gap.to_us - gap.from_us) / steadyUs;
  const seconds = (gap.to_us - gap.from_us) / US_PER_S;
  const text = `a gap of ${seconds} s, from ${formatDuration(gap.from_us)} to ${formatDuration(gap.to_us)} of the plan`;
  if (share <= maxGapRatio) return [text];
  return [
    `${text}: beyond max_gap (${maxGapRatio * 100} % of the steady time), so the run will be incomplete`,
  ];
}

/** What the rest of the run finds that the first part had not. */
function newlyMade({ embedded, populated }: ReadyTarget, { host }: RecordHeader): readonly string[] {
  const filled = populated === null ? "" : ` (${populated.count} x ${populated.operation})`;
  const target =
    embedded === null
      ? `the target was populated again${filled}`
      : `the embedded service was started anew, as another process, and populated anew${filled}`;
  const { hostname } = hostFacts();
  return [
    ...(embedded === null && populated === null ? [] : [`at the resume ${target}`]),
    ...(hostname === host.hostname
      ? []
      : [`resumed on another machine: ${hostname}, before it ${host.hostname}`]),
  ];
}
