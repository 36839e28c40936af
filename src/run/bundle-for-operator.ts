import { cp, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stopBundler } from "../bundle/index.ts";
import { extensionSources, k6Engine, operatorFiles, scriptRuntime } from "../engine/index.ts";
import type { RecordHeader } from "../record/index.ts";
import { SloError } from "../shared/index.ts";
import { engineNamed, refuseBeyondAbilities } from "./choose-engine.ts";
import { gitFacts } from "./host.ts";
import { prepare, type ShapeOptions } from "./prepare.ts";
import { checkAllowed, readTargetUrl } from "./reach.ts";
import { runIdOf } from "./run-id.ts";
import type { World } from "./world.ts";

export interface BundleOptions extends ShapeOptions {
  readonly target?: string;
  readonly allowHost: readonly string[];
  readonly insecure?: boolean;
  readonly targetBuild?: string;
  readonly label: Readonly<Record<string, string>>;
  readonly parallelism: number;
  readonly image: string;
  readonly out?: string;
}

export interface WrittenBundle {
  readonly dir: string;
  readonly files: readonly string[];
  readonly notices: readonly string[];
}

/** Writes a run for Grafana's k6-operator into a folder: the same plan, promises and scenario as `slo run` with these options. Sends nothing. */
export async function bundleForOperator(options: BundleOptions, world: World): Promise<WrittenBundle> {
  if (options.target === undefined) {
    throw new SloError("bad_usage", "pods need a target that they reach: --target is missing");
  }
  if (options.out === undefined) {
    throw new SloError("bad_usage", "--out is missing", { hint: "--out DIR: the folder to write into" });
  }
  const url = readTargetUrl(options.target);
  const prepared = await prepare(options, world);
  await stopBundler();
  checkAllowed(url, [...options.allowHost, ...prepared.objectives.allowHosts]);
  const { plan, scenario, bundle, thresholds } = prepared;
  refuseBeyondAbilities(engineNamed(k6Engine.name), {
    plan,
    segment: options.parallelism > 1 ? { worker: 0, workers: options.parallelism } : null,
    target: url.origin,
    insecure: options.insecure ?? false,
    workers: 1,
  });
  const secrets = secretsIn(bundle.code, options.env);
  const notices = [
    ...prepared.notices,
    ...(scenario.populate === undefined
      ? []
      : [
          `the pods populate nothing: ${scenario.populate.count} x ${scenario.populate.operation} must be in the target first`,
        ]),
  ];
  const files = operatorFiles({
    bundle,
    runtime: await scriptRuntime(),
    header: {
      kind: "header",
      schema: "slo/record/v1",
      run_id: runIdOf(world.clock.wallMs(), scenario.name, options.x, world.randomHex(2)),
      tool: { name: "slo-harness", version: SLO_VERSION },
      engine: { name: k6Engine.name, version: k6Engine.version, workers: 1 },
      plan,
      scenario: { name: scenario.name, file: bundle.file, digest: bundle.digest },
      thresholds,
      target: {
        url: url.origin,
        embedded: false,
        build: options.targetBuild ?? "unknown",
        same_machine: false,
        addresses: [],
        insecure: options.insecure ?? false,
      },
      labels: options.label,
      env: variablesOf(options.env, secrets),
      populated: null,
      git: await gitFacts(world.cwd),
      notices,
    },
    given: options.env,
    secrets,
    hasSetup: scenario.setup !== undefined,
    parallelism: options.parallelism,
    image: options.image,
  });
  const dir = resolve(world.cwd, options.out);
  await write(dir, files);
  return { dir: options.out, files: [...Object.keys(files), "xk6-slo/"], notices };
}

/** The variables whose names stand in the scenario's text (`env("NAME"`), but those given with -e: in a pod they come from a Secret. */
function secretsIn(code: string, given: Readonly<Record<string, string>>): readonly string[] {
  const names = [...code.matchAll(/\benv\(\s*["'`]([A-Za-z_]\w*)["'`]/g)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !Object.hasOwn(given, name)).sort();
}

function variablesOf(
  given: Readonly<Record<string, string>>,
  secrets: readonly string[],
): RecordHeader["env"] {
  return Object.fromEntries([
    ...Object.entries(given).map(([name, value]) => [name, { from: "-e", value }]),
    ...secrets.map((name) => [name, { from: "environment", value: null }]),
  ]);
}

async function write(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    const { dir: sources, files: names } = await extensionSources();
    for (const name of names) await cp(join(sources, name), join(dir, "xk6-slo", name));
  } catch (cause) {
    throw new SloError(
      "unwritable",
      `cannot write into ${dir} (${cause instanceof Error ? cause.message : String(cause)})`,
      { hint: "give another folder with --out", cause },
    );
  }
}
