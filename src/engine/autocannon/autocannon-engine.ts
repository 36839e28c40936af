import { createRequire } from "node:module";
import { US_PER_S } from "../../shared/index.ts";
import type { Abilities, Ended, Engine, EngineRun } from "../engine.ts";
import { runInThreads } from "../native/native-engine.ts";

const ABILITIES: Abilities = {
  // With a rate it sends each second's requests in one burst: users are what it can do.
  workloads: ["closed"],
  arrivals: [],
  responseTime: false,
  flows: false,
  // Sent beside it, by the native engine's pacer and transport.
  probes: true,
  verifiesTls: false,
  maxDurationUs: 24 * 86_400 * US_PER_S,
  segments: true,
  resumes: true,
};

/**
 * Users who ask as fast as they are answered, over autocannon's connections, requests and parser. Who asks what and when, the ledger,
 * timeouts and times are ours: the native engine's closed workload, in worker threads, with another transport.
 */
export const autocannonEngine: Engine = {
  name: "autocannon",
  get version() {
    const { version } = createRequire(import.meta.url)("autocannon/package.json") as { version: string };
    return version;
  },
  abilities: ABILITIES,
  run: runAutocannon,
};

/** `slo run` has refused these by the abilities; whoever drives the engine otherwise is refused here, before any request. */
async function runAutocannon(run: EngineRun): Promise<Ended> {
  const beyond = whyBeyond(run);
  if (beyond !== null) return { kind: "engine_failed", message: `autocannon cannot run ${beyond}` };
  return runInThreads(run, "autocannon-worker.js");
}

function whyBeyond({ plan, target }: EngineRun): string | null {
  if (plan.workload === "open") return "an open workload";
  if (plan.operations.some(({ kind }) => kind === "flow")) return "flows";
  if (new URL(target.url).protocol === "https:" && !target.insecure)
    return "against https, whose certificates it does not verify, unless told to with insecure";
  return null;
}
