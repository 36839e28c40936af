import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inFlightCapOf } from "../../plan/index.ts";
import { US_PER_S } from "../../shared/index.ts";
import type { Abilities, Ended, Engine, EngineRun, StopReason } from "../engine.ts";
import { dnsPolicyOf } from "./dns-policy.ts";
import { driveK6 } from "./drive-k6.ts";
import { findK6, QUIET } from "./k6-binary.ts";
import { k6Script, SCRIPT_NAME } from "./k6-script.ts";
import { K6_VERSION } from "./k6-source.ts";
import { scriptEnvironment } from "./script/process-environment.ts";

const ABILITIES: Abilities = {
  workloads: ["open", "closed"],
  arrivals: ["uniform", "poisson"],
  responseTime: true,
  flows: true,
  probes: true,
  verifiesTls: true,
  // Our own deadlines are timers of Node, which wait at most 2^31 - 1 ms (24.8 days).
  maxDurationUs: 24 * 86_400 * US_PER_S,
  segments: true,
  resumes: true,
  // One k6 uses every core by itself; two would need two clocks.
  maxWorkers: 1,
};

const TOOL_VERSION = typeof SLO_VERSION === "string" ? SLO_VERSION : "unbuilt";

/** Traffic from a k6 process with our extension in it, which walks the same arrivals and measures by itself: a second opinion in another language. */
export const k6Engine: Engine = {
  name: "k6",
  version: `${K6_VERSION} + slo-harness ${TOOL_VERSION}`,
  abilities: ABILITIES,
  async ready() {
    await findK6(process.env);
  },
  run: runK6,
};

/** The built script/main.ts lies beside this module in the built package. */
export function scriptRuntime(): Promise<string> {
  return readFile(fileURLToPath(new URL("./k6-runtime.js", import.meta.url)), "utf8");
}

async function runK6(run: EngineRun): Promise<Ended> {
  const refused = refusalOf(run);
  if (refused !== null) return { kind: "engine_failed", message: refused };
  if (run.signal.aborted) return run.signal.reason as StopReason;
  const binary = await findK6(process.env);
  // Made with mode 0700.
  const folder = await mkdtemp(join(tmpdir(), "slo-k6-"));
  try {
    const script = join(folder, SCRIPT_NAME);
    await writeFile(script, await scriptOf(run), { mode: 0o600 });
    return await driveK6(run, { binary, folder, script, environment: environmentOf(run, folder) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refusalOf({ plan, workers, segment, inFlightCap }: EngineRun): string | null {
  if (workers > 1) return `one k6 process uses all cores: it takes 1 worker, not ${workers}`;
  const users = plan.workload === "closed" ? inFlightCapOf(plan, segment?.workers) : 0;
  if (users <= inFlightCap) return null;
  return `${users} users need as many connections, and this machine grants ${inFlightCap}`;
}

async function scriptOf({
  bundle,
  plan,
  runId,
  env,
  target,
  segment,
  fromUs,
  inFlightCap,
}: EngineRun): Promise<string> {
  const part = segment ?? { worker: 0, workers: 1 };
  return k6Script({
    bundle,
    runtime: await scriptRuntime(),
    plan,
    runId,
    given: env.given,
    target,
    dnsPolicy: await dnsPolicyOf(target.url),
    // The extension shares the cap out over the workers, and ours is of this part alone.
    executor: { ...part, inFlightCap: inFlightCap * part.workers, fromUs, lines: "fd:3", commands: "fd:4" },
  });
}

/** Nothing of our environment but what the scenario may read and where Go finds certificates; k6's own configuration is in an empty folder. */
function environmentOf({ env, setup }: EngineRun, folder: string): Record<string, string> {
  const { SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS } = process.env;
  const certificates = {
    SSL_CERT_FILE: SSL_CERT_FILE ?? NODE_EXTRA_CA_CERTS,
    SSL_CERT_DIR,
  };
  return {
    ...scriptEnvironment(env.secrets, setup),
    ...Object.fromEntries(
      Object.entries(certificates).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...QUIET,
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
  };
}
