/*
 * Run records without a run, for tests of everything that judges or shows one. `answer` says how each arrival ends; the
 * rest is real: plan, recorder, record lines, codec. So a test that reads one reads what a run would have written.
 *
 *   syntheticRecord({ rate: 100, seconds: 30, x: [1, 2], answer: (arrival, random) => 20_000 + random.exponential(5_000) })
 *
 * - `answer` returns a response time in us (good; from the operation's timeout on it is a timeout) or an {@link Answer}.
 *   Its `random` belongs to the arrival alone. Without it every response is good after 10 ms.
 * - `ended: null` leaves the footer out, as a killed run does; `killedAtUs` leaves out everything from that moment too.
 * - `generator`, `lines`, `header` add to the generator's lines, to all lines and to the header.
 * - A closed workload (`workload: "closed"`, `users`) has users that ask again at once; `answer` then gives service times.
 * About 15 ms for 30 s at 100/s.
 */
import { createRecorder, type FailureCode, type Outcome, type ShedReason } from "../../src/measure/index.ts";
import {
  type Arrival,
  type ArrivalProcess,
  arrivalsOf,
  compilePlan,
  inFlightCapOf,
  intervalsOf,
  type LoadPlan,
  type PlanInput,
  usersAt,
} from "../../src/plan/index.ts";
import {
  encodeLine,
  type FooterLine,
  type GeneratorLine,
  type RecordHeader,
  type RecordLine,
  type RunRecord,
  readRecord,
  type Segment,
} from "../../src/record/index.ts";
import { digest, type Random, seededRandom, type Us } from "../../src/shared/index.ts";

export type Answer =
  | Us
  | { readonly good: Us; readonly status?: number }
  | { readonly bad: string; readonly afterUs: Us }
  | { readonly failed: FailureCode; readonly afterUs: Us }
  | { readonly shed: ShedReason }
  | "timeout"
  | "unfinished";

export interface SyntheticPlan {
  readonly profile?: string;
  /** 1x in arrivals/s; default 100. */
  readonly rate?: number;
  /** 1x in users of a closed workload; default 10. */
  readonly users?: number;
  /** Steady time of each level; default 30. */
  readonly seconds?: number;
  /** Default [1]. */
  readonly x?: readonly number[];
  readonly workload?: "open" | "closed";
  /** Default "uniform". */
  readonly arrivals?: ArrivalProcess;
  readonly seed?: number;
  /** Defaults 1, 1 and 10. */
  readonly warmUpSeconds?: number;
  readonly rampSeconds?: number;
  readonly recoverySeconds?: number;
  /** Weights by name; default { recall: 1 }. */
  readonly operations?: Readonly<Record<string, number>>;
  /** Requests/s by name; default none. */
  readonly probes?: Readonly<Record<string, number>>;
  /** Of every operation and probe; default 5 s. */
  readonly timeoutUs?: Us;
}

export interface SyntheticRun extends SyntheticPlan {
  /** Takes the place of everything of {@link SyntheticPlan}. */
  readonly plan?: LoadPlan;
  readonly answer?: (arrival: Arrival, random: Random) => Answer;
  /** Between intended start and release; default 100 us. */
  readonly startLagUs?: Us | ((arrival: Arrival) => Us);
  readonly ended?: FooterLine["ended"] | null;
  readonly killedAtUs?: Us;
  /** Only the arrivals of this segment (open workloads), as its own process records them. */
  readonly segment?: Segment;
  /** Begins here, as a resumed run does: nothing before it. */
  readonly fromUs?: Us;
  /** Added to the healthy line of each interval; null leaves an interval's line out. */
  readonly generator?: (interval: number) => Partial<GeneratorLine> | null;
  readonly lines?: readonly RecordLine[];
  readonly thresholds?: string;
  readonly header?: Partial<RecordHeader>;
  /** Writes what was recorded after so many arrivals, so that cells come in several lines; default: all at the end. */
  readonly flushEvery?: number;
}

export function syntheticPlan(options: SyntheticPlan = {}, over: Partial<PlanInput> = {}): LoadPlan {
  const { operations = { recall: 1 }, probes = {}, timeoutUs = 5_000_000, seconds = 30 } = options;
  return compilePlan({
    profile: options.profile ?? "recall",
    workload: options.workload ?? "open",
    arrivals: options.arrivals ?? "uniform",
    seed: options.seed ?? 1,
    expected: { rate: options.rate ?? 100, users: options.users ?? 10, source: "a test" },
    levels: (options.x ?? [1]).map((x) => ({ x, steadyUs: seconds * 1e6 })),
    warmUpUs: (options.warmUpSeconds ?? 1) * 1e6,
    rampUs: (options.rampSeconds ?? 1) * 1e6,
    recoveryUs: (options.recoverySeconds ?? 10) * 1e6,
    operations: Object.entries(operations).map(([name, weight]) => ({
      name,
      kind: "request",
      weight,
      timeoutUs,
    })),
    probes: Object.entries(probes).map(([name, ratePerSec]) => ({ name, ratePerSec, timeoutUs })),
    ...over,
  });
}

export function syntheticRecord(run: SyntheticRun = {}): RunRecord {
  return readRecord(syntheticBytes(run));
}

/** The bytes of record.ndjson. */
export function syntheticBytes(run: SyntheticRun = {}): Uint8Array {
  return Buffer.from([syntheticHeader(run), ...syntheticLines(run)].map(encodeLine).join(""), "utf8");
}

/** All lines behind the header. */
export function syntheticLines(run: SyntheticRun = {}): readonly RecordLine[] {
  const plan = run.plan ?? syntheticPlan(run);
  const closed = plan.workload === "closed";
  const intervals = intervalsOf(plan);
  const recorder = createRecorder(intervals, { serviceOnly: () => closed });
  const untilUs = run.killedAtUs ?? Number.POSITIVE_INFINITY;
  const fromUs = run.fromUs ?? 0;
  const { answer = () => 10_000, startLagUs = 100, flushEvery = Number.POSITIVE_INFINITY } = run;
  const timeouts = new Map(
    [...plan.operations, ...plan.probes].map(({ name, timeoutUs }) => [name, timeoutUs]),
  );
  const lines: RecordLine[] = [];

  let count = 0;
  /** Returns when it ended; unfinished arrivals never do. */
  const take = (arrival: Arrival): Us => {
    const { operation, intendedUs, stream, seq } = arrival;
    if (intendedUs >= untilUs) return Number.POSITIVE_INFINITY;
    const timeoutUs = timeouts.get(operation) ?? 0;
    const { outcome, afterUs } = endOf(
      answer(arrival, seededRandom(plan.seed, `answer ${stream}`, seq)),
      timeoutUs,
    );
    const lagUs = closed ? 0 : typeof startLagUs === "number" ? startLagUs : startLagUs(arrival);
    const releasedUs = outcome.kind === "shed" ? null : intendedUs + lagUs;
    const done = outcome.kind === "good" || outcome.kind === "bad" || outcome.kind === "failed";
    const doneUs = done ? Math.max(intendedUs + afterUs, releasedUs ?? 0) : null;
    const endUs = intendedUs + afterUs;

    recorder.planned(operation, intendedUs);
    if (releasedUs !== null && releasedUs < untilUs) recorder.released(operation, intendedUs, releasedUs);
    if (endUs < untilUs) recorder.ended({ operation, intendedUs, releasedUs, doneUs, outcome });
    if (++count % flushEvery === 0) lines.push(...recorder.flush());
    return endUs;
  };

  if (closed) for (const arrivals of closedUsers(plan, fromUs)) arrivals(take);
  else for (const arrival of arrivalsOf(plan, run.segment, fromUs)) take(arrival);
  lines.push(...recorder.flush());

  for (const { index, startUs } of intervals) {
    const added = run.generator?.(index);
    if (startUs >= untilUs || startUs < fromUs || added === null) continue;
    const healthy = { loop_utilisation: 0.2, longest_pause_us: 2_000, throttled: 0, max_in_flight: 10 };
    lines.push({ kind: "generator", interval: index, worker: 0, ...healthy, ...added });
  }
  lines.push(...(run.lines ?? []));
  const { ended = run.killedAtUs === undefined ? { kind: "complete" as const } : null } = run;
  if (ended !== null) lines.push({ kind: "footer", at_us: plan.phases.at(-1)?.startUs ?? 0, ended });
  return lines;
}

/** Each user asks, waits, and asks again, as long as the plan has room for it. */
function closedUsers(plan: LoadPlan, fromUs: Us): readonly ((take: (arrival: Arrival) => Us) => void)[] {
  const drain = plan.phases.at(-1);
  const users = Math.max(...plan.phases.map(({ startUs }) => usersAt(plan, startUs)));
  const total = plan.operations.reduce((sum, { weight }) => sum + weight, 0);
  let index = 0;
  return Array.from({ length: users }, (_, user) => (take) => {
    const random = seededRandom(plan.seed, "user", user);
    for (let us = fromUs; us < (drain?.startUs ?? 0); ) {
      const phase = plan.phases.find(({ endUs }) => us < endUs)?.index ?? 0;
      if (user >= usersAt(plan, us)) {
        us += 100_000;
        continue;
      }
      let left = random.next() * total;
      const operation = plan.operations.find(({ weight }) => (left -= weight) < 0)?.name ?? "";
      us = take({ index, stream: "load", seq: index++, operation, intendedUs: us, phase });
    }
  });
}

function endOf(answer: Answer, timeoutUs: Us): { readonly outcome: Outcome; readonly afterUs: Us } {
  if (answer === "timeout") return { outcome: { kind: "timeout" }, afterUs: timeoutUs };
  if (answer === "unfinished") return { outcome: { kind: "unfinished" }, afterUs: timeoutUs };
  if (typeof answer === "number") return endOf({ good: answer }, timeoutUs);
  if ("shed" in answer) return { outcome: { kind: "shed", reason: answer.shed }, afterUs: 0 };
  const afterUs = "good" in answer ? answer.good : answer.afterUs;
  if (afterUs >= timeoutUs) return { outcome: { kind: "timeout" }, afterUs: timeoutUs };
  if ("good" in answer) return { outcome: { kind: "good", status: answer.status ?? 200 }, afterUs };
  if ("failed" in answer) return { outcome: { kind: "failed", code: answer.failed }, afterUs };
  const status = Number(answer.bad);
  return {
    outcome: { kind: "bad", status: Number.isInteger(status) ? status : 200, reason: answer.bad },
    afterUs,
  };
}

export function syntheticHeader(run: SyntheticRun = {}): RecordHeader {
  const plan = run.plan ?? syntheticPlan(run);
  const cap = inFlightCapOf(plan);
  const text = run.thresholds ?? `version: 1\nprofiles:\n  ${plan.profile}:\n    - all.p95 <= 1200ms\n`;
  return {
    kind: "header",
    schema: "slo/record/v1",
    run_id: "2026-01-01T00-00-00Z-recall",
    started_at: "2026-01-01T00:00:00.000Z",
    tool: { name: "slo-harness", version: "0.0.0" },
    engine: { name: "synthetic", version: "1", workers: 1 },
    plan,
    scenario: { name: plan.profile, file: `scenarios/${plan.profile}.ts`, digest: digest("scenario") },
    thresholds: { file: "thresholds.yaml", text, digest: digest(text) },
    target: {
      url: "http://target.example:8080",
      embedded: false,
      build: "unknown",
      same_machine: false,
      addresses: ["192.0.2.1"],
      insecure: false,
    },
    in_flight_cap: { wanted: cap, granted: cap, limited_by: null },
    labels: {},
    env: {},
    populated: null,
    git: null,
    host: {
      hostname: "generator.example",
      platform: "linux",
      arch: "x64",
      cpus: 2,
      cpu_model: "a model",
      memory_bytes: 2 ** 33,
      node: "20.19.0",
    },
    notices: [],
    ...(run.segment === undefined ? {} : { segment: run.segment }),
    ...run.header,
  };
}
