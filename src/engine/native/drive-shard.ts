import { evaluateBundle, locateScenarioLine } from "../../bundle/index.ts";
import { createRecorder } from "../../measure/index.ts";
import {
  type Arrival,
  arrivalsOf,
  inFlightCapOf,
  intervalIndexAt,
  intervalsOf,
  operationDraw,
  type PlanInterval,
  peakOf,
  usersAt,
} from "../../plan/index.ts";
import type { RecordLine } from "../../record/index.ts";
import { contextOf, environment, operate } from "../../scenario/index.ts";
import { type Ms, redact, type Us } from "../../shared/index.ts";
import { ArrivalRun, type Floor } from "./arrival-run.ts";
import { offerClosed } from "./closed-workload.ts";
import { createExamples } from "./examples.ts";
import { enter, leave } from "./in-flight.ts";
import { reportIntervals } from "./interval-reports.ts";
import type { FromWorker, WorkerJob } from "./job.ts";
import { type Offering, offerOpen } from "./open-workload.ts";
import type { Pacer } from "./pacer.ts";
import type { RunClock } from "./run-clock.ts";
import { createTimeouts } from "./timeouts.ts";
import type { ConnectionCounts, Transport } from "./transport.ts";
import { LATE_US, watchWorkerHealth } from "./worker-health.ts";

/** Timers fire up to 1 ms early; at the drain's end every timeout must have run out. */
const TIMER_SLACK_MS: Ms = 2;

/** What a worker's entry brings in: its clocks and its ways to the outside. */
export interface ShardParts {
  readonly job: WorkerJob;
  readonly clock: RunClock;
  readonly transport: Transport;
  /** Carries the probes, where the load's transport cannot keep to their rate. */
  readonly probeTransport?: Transport;
  readonly pacer: Pacer<Arrival>;
  readonly post: (message: FromWorker) => void;
}

/** One worker's share of a run. */
export interface Shard {
  /** Drives the share to its end and drains. Resolves when its last line is posted. */
  drive(): Promise<void>;
  end(rest: "shed" | "unplanned"): void;
  abandon(): void;
}

export function prepareShard({
  job,
  clock,
  transport,
  probeTransport = transport,
  pacer,
  post,
}: ShardParts): Shard {
  const { plan, fromUs, runId, setup, worker, workers } = job;
  const { shard: share = { worker, workers } } = job;
  const now = clock.sinceOrigin;
  const scenario = evaluateBundle(job.bundle);
  const intervals = intervalsOf(plan);
  const timesOf = new Map(
    [...plan.operations, ...plan.probes].map(({ name, timeoutUs }) => [name, timeoutUs]),
  );
  const longestUs = Math.max(...timesOf.values());
  const planEndUs = intervals.at(-1)?.endUs ?? 0;
  const closed = plan.workload === "closed";
  const drainEndUs = plan.phases.at(-1)?.endUs ?? planEndUs;

  const secrets = new Set<string>();
  const env = environment(job.env, (name, from, value) => {
    if (from !== "environment") return;
    secrets.add(value);
    post({ kind: "secret", name });
  });
  const emit = (line: RecordLine): void => post({ kind: "lines", lines: [line] });
  const health = watchWorkerHealth(worker, intervals, now, fromUs);
  const intervalAt = (us: Us): PlanInterval | undefined => intervals[intervalIndexAt(intervals, us)];
  const withResponseTime = new Set(plan.probes.map(({ name }) => name));
  if (plan.workload === "open") for (const { name } of plan.operations) withResponseTime.add(name);
  const recorder = createRecorder(intervals, {
    serviceOnly: (operation) => !withResponseTime.has(operation),
  });

  let ending: "complete" | "shed" | "unplanned" = "complete";
  let halted: Promise<unknown> = Promise.resolve();
  let endEarly = (): void => {};
  const endedEarly = new Promise<void>((resolve) => (endEarly = resolve));
  let drained = (): void => {};
  let patience: NodeJS.Timeout | null = null;
  let faulted = false;

  const open = new Set<ArrivalRun>();
  const abandonOpen = (): void => {
    for (const run of [...open]) run.abandon();
  };
  const floor: Floor = {
    now,
    endUs: planEndUs,
    transport,
    recorder,
    timeouts: createTimeouts(now),
    examples: createExamples(secrets, emit),
    open,
    closed: () => {
      if (!closed) leave(job.inFlight);
      if (open.size === 0) drained();
    },
    released: (intendedUs, releasedUs) => {
      if (releasedUs - intendedUs <= LATE_US) return;
      const interval = intervalAt(intendedUs);
      if (interval !== undefined) health.late(interval, intendedUs);
    },
    unreleased: (intendedUs) => {
      const interval = intervalAt(intendedUs);
      if (interval !== undefined) health.unreleased(interval);
    },
    faulted: (fault) => {
      if (faulted) return;
      faulted = true;
      const message = redact(fault instanceof Error ? fault.message : String(fault), secrets);
      post({ kind: "fault", message, where: locateScenarioLine(job.bundle, fault) });
      shard.abandon();
    },
  };

  const probeFloor: Floor = { ...floor, transport: probeTransport };

  const begin = (
    {
      stream,
      seq,
      operation,
      intendedUs,
    }: Pick<Arrival, "stream" | "seq" | "operation"> & { intendedUs: Us | null },
    user: number | null,
    ended?: () => void,
  ): void => {
    const context = contextOf({ seed: plan.seed, stream, seq, setup, runId, user, env });
    new ArrivalRun(stream === "load" ? floor : probeFloor, {
      operation,
      driven: operate(scenario, operation, context),
      timeoutUs: timesOf.get(operation) ?? longestUs,
      intendedUs,
      ...(ended === undefined ? {} : { ended }),
    }).begin();
    health.inFlight(open.size);
  };

  /** What the plan needs and this machine does not grant is shed by our own fault, not the target's. */
  const lowered = job.inFlightCap < inFlightCapOf(plan, share.workers / workers);
  const offerings: Offering[] = [
    offerOpen({
      arrivals: arrivalsOf(plan, share, fromUs),
      pacer,
      recorder,
      dueUs: ({ intendedUs }) => clock.onMachine(intendedUs),
      begin: (arrival) => begin(arrival, null),
      room: () => closed || enter(job.inFlight, job.inFlightCap),
      full: ({ intendedUs }) => {
        if (lowered) floor.unreleased(intendedUs);
      },
    }),
  ];
  if (closed) {
    const drawn = operationDraw(plan.operations, plan.seed);
    offerings.push(
      offerClosed({
        now,
        fromUs,
        usersAt: (us) => usersAt(plan, us),
        endUs: planEndUs,
        peakUsers: Math.round(peakOf(plan)),
        shard: share,
        begin: ({ user, seq }, ended) =>
          begin({ stream: "load", seq, operation: drawn(seq), intendedUs: null }, user, ended),
      }),
    );
  }

  const connections = (): ConnectionCounts => {
    const [load, probes] = [transport.counts(), probeTransport.counts()];
    if (probeTransport === transport) return load;
    return { connects: load.connects + probes.connects, reconnects: load.reconnects + probes.reconnects };
  };
  const report = (over: readonly number[], heldBack: number): void => {
    const counters = { ...connections(), overflow: recorder.overflow(), inFlight: open.size };
    const lines: RecordLine[] = [...recorder.flush(heldBack), ...health.take(over, counters)];
    if (lines.length > 0) post({ kind: "lines", lines });
  };
  const reports = reportIntervals(intervals, now, report, fromUs);

  /** Until nothing is open, at the latest until `deadlineUs`: what is open then is unfinished. */
  const drain = (deadlineUs: Us): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        if (patience !== null) clearTimeout(patience);
        resolve();
      };
      if (open.size === 0 || faulted) return over();
      drained = over;
      patience = setTimeout(
        () => {
          floor.timeouts.sweep();
          abandonOpen();
        },
        Math.max(1, Math.ceil((deadlineUs - now()) / 1e3) + TIMER_SLACK_MS),
      );
    });

  const shard: Shard = {
    async drive() {
      health.begin();
      reports.start();
      for (const offering of offerings) offering.start();
      await Promise.race([endedEarly, Promise.all(offerings.map(({ exhausted }) => exhausted))]);
      if (ending === "complete") await Promise.race([endedEarly, until(planEndUs, now)]);
      if (ending === "complete") {
        await drain(drainEndUs);
      } else {
        await Promise.all([drain(now() + longestUs), halted]);
      }
      abandonOpen();
      reports.finish(ending === "unplanned" ? "begun" : "all");
      health.close();
    },
    end(rest) {
      if (ending !== "complete") return;
      ending = rest;
      // On the spot, as this may be called in the middle of a burst of releases.
      halted = Promise.all(offerings.map((offering) => offering.end(rest)));
      endEarly();
    },
    abandon() {
      faulted = true;
      shard.end("unplanned");
      // Not from within the arrival that is at fault.
      setImmediate(() => {
        abandonOpen();
        drained();
      });
    },
  };
  return shard;
}

function until(us: Us, now: () => Us): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.ceil((us - now()) / 1e3))));
}
