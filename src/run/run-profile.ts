import { access, constants, mkdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { stopBundler } from "../bundle/index.ts";
import { inFlightCapOf, type Shard } from "../plan/index.ts";
import { openRecord, type RecordHeader, segmentName } from "../record/index.ts";
import { type Ms, SloError } from "../shared/index.ts";
import { engineNamed, refuseBeyondAbilities } from "./choose-engine.ts";
import { drive } from "./drive.ts";
import { connectionLimits, gitFacts, grantCap, hostFacts } from "./host.ts";
import { lockRun } from "./lock.ts";
import { planLine, prepare, type ShapeOptions } from "./prepare.ts";
import { readTargetUrl } from "./reach.ts";
import { type TargetOptions, withTarget } from "./ready-target.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { RunHooks } from "./run-hooks.ts";
import { runIdOf } from "./run-id.ts";
import { checkStart, waitForStart } from "./start-at.ts";
import type { World } from "./world.ts";

export interface RunOptions extends ShapeOptions, TargetOptions {
  readonly label: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly workers: number;
  readonly out?: string;
  /** The part of the load that this process offers; without it all. */
  readonly segment?: Shard;
  /** Wall time at which the load begins, so that segments begin together; without it as soon as the target is ready. */
  readonly startAt?: Ms;
}

/** The run's folder and its record; judging comes after, from the file. */
export interface Ran {
  readonly runId: string;
  readonly dir: string;
  readonly recordPath: string;
}

/** All steps of a run: prepare, reach, preflight, populate, settle, drive, record. Nothing is sent before all input is found good. */
export async function runProfile(options: RunOptions, world: World, hooks: RunHooks): Promise<Ran> {
  const engine = engineNamed(options.engine);
  const prepared = await prepare(options, world);
  await stopBundler();
  const segment = options.segment ?? null;
  refuseBeyondAbilities(engine, {
    plan: prepared.plan,
    segment,
    target: options.target === undefined ? null : readTargetUrl(options.target).origin,
    insecure: options.insecure ?? false,
    workers: options.workers,
  });
  await engine.ready?.();
  checkStart(options.startAt, world.clock);
  if (segment !== null && options.target === undefined) {
    throw new SloError(
      "bad_usage",
      "a segment needs --target: the embedded service would be another in each process",
    );
  }
  const limits = await connectionLimits();
  const cap = grantCap(inFlightCapOf(prepared.plan, segment?.workers), limits);
  if (prepared.plan.workload === "closed" && cap.granted < cap.wanted) {
    throw new SloError(
      "bad_usage",
      `${cap.wanted} users need as many connections; this machine grants ${cap.granted} (${cap.limited_by})`,
      {
        hint: "fewer --users or a smaller --x, or raise the limit (see `slo doctor`)",
      },
    );
  }
  const capNotice =
    cap.limited_by === null
      ? []
      : [`in-flight cap ${cap.granted} instead of ${cap.wanted}: limited by ${cap.limited_by}`];
  const notices = [...prepared.notices, ...capNotice];
  const out = resolve(world.cwd, options.out ?? "reports");
  await checkWritable(out);
  const runId = runIdOf(world.clock.wallMs(), prepared.scenario.name, options.x, world.randomHex(2));

  return withTarget(
    options,
    prepared,
    runId,
    world,
    hooks,
    async ({ url, reached, rehearsal, env, setup, populated, embedded, watch }) => {
      for (const notice of notices) hooks.say(`note: ${notice}`);
      await waitForStart(options.startAt, world, hooks);
      const dir = join(out, runId);
      await mkdir(dir, { recursive: true });
      const header: RecordHeader = {
        kind: "header",
        schema: "slo/record/v1",
        run_id: runId,
        started_at: new Date(world.clock.wallMs()).toISOString(),
        ...(segment === null ? {} : { segment }),
        tool: { name: "slo-harness", version: SLO_VERSION },
        engine: { name: engine.name, version: engine.version, workers: options.workers },
        plan: prepared.plan,
        arrivals: prepared.arrivals.map((counts) => Object.fromEntries(counts)),
        scenario: {
          name: prepared.scenario.name,
          file: prepared.bundle.file,
          digest: prepared.bundle.digest,
        },
        thresholds: prepared.thresholds,
        target: {
          url,
          embedded: options.target === undefined,
          build:
            options.targetBuild ??
            watch.build ??
            (options.target === undefined ? `slo-harness ${SLO_VERSION}` : "unknown"),
          same_machine: reached.sameMachine,
          addresses: reached.addresses,
          insecure: options.insecure ?? false,
          ...(options.fault.length === 0 ? {} : { faults: options.fault }),
        },
        in_flight_cap: cap,
        labels: options.label,
        env: variablesOf(options.env, rehearsal),
        populated,
        git: await gitFacts(world.cwd),
        host: hostFacts(),
        signals: watch.signals,
        notices: [
          ...notices,
          ...watch.notices,
          ...leftBehind(populated, rehearsal),
          ...faultNotice(options.fault),
        ],
      };
      const part = segment === null ? "" : `segment ${segmentName(segment)} of `;
      hooks.say(`driving ${part}${planLine(prepared.plan)}`);
      const recordPath = join(dir, "record.ndjson");
      const lock = lockRun(dir);
      try {
        await drive({
          engine,
          run: {
            runId,
            plan: prepared.plan,
            fromUs: 0,
            bundle: prepared.bundle,
            target: { url, insecure: options.insecure ?? false },
            env,
            setup,
            workers: options.workers,
            segment,
            inFlightCap: cap.granted,
          },
          scenario: prepared.scenario,
          writer: openRecord(recordPath, header),
          world,
          interrupted: hooks.signal,
          targetExited: embedded?.exited ?? null,
          watch,
          live: hooks.live,
          liveEveryS: hooks.liveEveryS,
        });
      } finally {
        lock.release();
      }
      return { runId, dir: relative(world.cwd, dir) || ".", recordPath };
    },
  );
}

/** Every variable given with -e, and those that the scenario read besides; a secret's value is left out. */
function variablesOf(given: RunOptions["env"], { variables }: Rehearsal): RecordHeader["env"] {
  const read = [...variables].map(([name, { from, value }]) => [
    name,
    { from, value: from === "environment" ? null : value },
  ]);
  return {
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { from: "-e", value }])),
    ...Object.fromEntries(read),
  };
}

function leftBehind(populated: RecordHeader["populated"], { variables }: Rehearsal): readonly string[] {
  if (populated === null || !populated.left_behind) return [];
  const plain = [...variables]
    .filter(([, { from, value }]) => from !== "environment" && value !== "")
    .map(([name, { value }]) => `${name}=${value}`);
  return [
    `${populated.count} x ${populated.operation} were written before the load and are left behind in the target (${plain.join(", ")})`,
  ];
}

function faultNotice(faults: readonly string[]): readonly string[] {
  return faults.length === 0 ? [] : [`the embedded service ran with scripted faults: ${faults.join(", ")}`];
}

/** Nothing is sent when the result could not be kept. */
async function checkWritable(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  } catch (error) {
    throw new SloError(
      "unwritable",
      `cannot write results into ${out} (${error instanceof Error && "code" in error ? error.code : error})`,
      {
        hint: "give another folder with --out",
        cause: error,
      },
    );
  }
}
