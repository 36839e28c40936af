import { inFlightCapOf, offeredBetween } from "../../plan/index.ts";
import { redact, US_PER_S, type Us } from "../../shared/index.ts";
import type { Abilities, Ended, Engine, EngineRun, StopReason } from "../engine.ts";
import { type CrewMember, hire } from "./crew-member.ts";
import { createDeadline } from "./deadline.ts";
import { createInFlightCount, type InFlightCount } from "./in-flight.ts";
import { shardWithin, type ToWorker, type WorkerJob } from "./job.ts";
import { watchProcessHealth } from "./process-health.ts";
import { recordSink } from "./record-sink.ts";
import { threadClock } from "./thread-clock.ts";

const ABILITIES: Abilities = {
  workloads: ["open", "closed"],
  arrivals: ["uniform", "poisson"],
  responseTime: true,
  flows: true,
  probes: true,
  verifiesTls: true,
  // Timers of Node wait at most 2^31 - 1 ms (24.8 days), and fire at once when told to wait longer.
  maxDurationUs: 24 * 86_400 * US_PER_S,
  segments: true,
  resumes: true,
};

/** The origin lies this far ahead of the word to start, so that every worker has it in time. */
const COUNTDOWN_US: Us = 30_000;
/** A worker may take this long to load, to evaluate the scenario and to open its first connections. */
const READY_US: Us = 30 * US_PER_S;
/** ... and this much longer for each arrival before the place in the plan where it begins. */
const SKIP_US: Us = 0.5;
/** A worker that has not reported this long after its time is taken for hung. */
const GRACE_US: Us = 5 * US_PER_S;

/** After a failure the other workers have this long to hand over what they hold. */
const LAST_WORDS_US: Us = US_PER_S;

/** Traffic from worker threads of this process, which measure it themselves. */
export const nativeEngine: Engine = {
  name: "native",
  version: typeof SLO_VERSION === "string" ? SLO_VERSION : "unbuilt",
  abilities: ABILITIES,
  run: (run) => runInThreads(run, "native-worker.js"),
};

/** Shares a run out over worker threads; `workerFile` lies beside this module and takes a WorkerJob. */
export async function runInThreads(run: EngineRun, workerFile: string): Promise<Ended> {
  const { signal, plan, fromUs } = run;
  const users = plan.workload === "closed" ? inFlightCapOf(plan, run.segment?.workers) : 0;
  if (users > run.inFlightCap) {
    // Fewer users would be another load, and users that wait for a connection are not users.
    return {
      kind: "engine_failed",
      message: `${users} users need as many connections, and this machine grants ${run.inFlightCap}`,
    };
  }
  const now = threadClock();
  const processHealth = watchProcessHealth(now);
  const take = recordSink(run.emit, processHealth);
  const longestUs = Math.max(...[...plan.operations, ...plan.probes].map(({ timeoutUs }) => timeoutUs));
  const deadline = createDeadline();
  const inFlight = createInFlightCount();
  const secrets = new Set<string>();
  let fault: Ended | null = null;
  let countdown: NodeJS.Timeout | undefined;

  const tellAll = (message: ToWorker): void => {
    for (const member of crew) member.tell(message);
  };
  const crew: readonly CrewMember[] = Array.from({ length: run.workers }, (_, worker) =>
    hire(fileBeside(workerFile), jobOf(run, worker, inFlight), {
      lines: (lines) => {
        take(lines);
        if (signal.aborted && fault === null) awaitEnd();
      },
      secret: (name) => {
        secrets.add(run.env.secrets[name] ?? "");
      },
      fault: (message, where) => {
        fault ??= { kind: "scenario_error", message, where };
        tellAll({ kind: "abandon" });
        deadline.set(GRACE_US, "a worker did not end after the scenario's error");
      },
    }),
  );
  /** A drain takes as long as the longest timeout. Shedding the rest of a long plan may take longer, but is told of as it goes on. */
  const awaitEnd = (): void =>
    deadline.set(longestUs + GRACE_US, "a worker did not drain in time after the run was ended");
  const onAbort = (): void => {
    const { kind } = signal.reason as StopReason;
    tellAll({ kind: "end", rest: kind === "stopped" ? "shed" : "unplanned" });
    awaitEnd();
  };

  try {
    const before = offeredBetween(plan, 0, fromUs);
    deadline.set(READY_US + before * SKIP_US, "a worker did not become ready in time");
    await Promise.race([deadline.missed, aborted(signal), Promise.all(crew.map(({ ready }) => ready))]);
    if (signal.aborted) return endedBy(signal);
    const startUs = Math.ceil(now() + COUNTDOWN_US);
    tellAll({ kind: "start", originUs: startUs - fromUs });
    // What was used to get ready is not the run's.
    processHealth();
    countdown = setTimeout(run.started, (startUs - now()) / 1e3);
    const endUs = plan.phases.at(-1)?.endUs ?? 0;
    deadline.set(COUNTDOWN_US + endUs - fromUs + GRACE_US, "a worker did not report after the plan's end");
    signal.addEventListener("abort", onAbort, { once: true });
    await Promise.race([deadline.missed, Promise.all(crew.map(({ done }) => done))]);
    return fault ?? (signal.aborted ? endedBy(signal) : { kind: "complete" });
  } catch (error) {
    // The others still hold lines to report; a hung one must not keep them.
    tellAll({ kind: "abandon" });
    const last = createDeadline();
    last.set(LAST_WORDS_US, "");
    await Promise.race([last.missed, Promise.allSettled(crew.map(({ done }) => done))]).catch(() => {});
    last.clear();
    // A thread that has ended has told of every secret it read.
    await Promise.all(crew.map((member) => member.dismiss()));
    const message = redact(error instanceof Error ? error.message : String(error), secrets);
    return fault ?? { kind: "engine_failed", message };
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(countdown);
    deadline.clear();
    await Promise.all(crew.map((member) => member.dismiss()));
  }
}

function jobOf(run: EngineRun, worker: number, inFlight: InFlightCount): WorkerJob {
  const { runId, plan, fromUs, bundle, target, env, setup, workers, inFlightCap, segment } = run;
  return {
    worker,
    workers,
    ...(segment ? { shard: shardWithin(segment, worker, workers) } : {}),
    runId,
    plan,
    fromUs,
    bundle: { code: bundle.code, map: bundle.map, file: bundle.file },
    target,
    // A copy: process.env itself cannot cross to a thread.
    env: { given: { ...env.given }, secrets: { ...env.secrets } },
    setup,
    inFlightCap,
    inFlight,
    tickerFile: fileBeside("native-ticker.js").href,
  };
}

/** The threads' entries lie beside this module in the built package. */
function fileBeside(name: string): URL {
  return new URL(`./${name}`, import.meta.url);
}

function endedBy({ reason }: AbortSignal): Ended {
  return reason as StopReason;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
