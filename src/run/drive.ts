import { inputsDigest } from "../bundle/index.ts";
import type { Engine, EngineRun, StopReason } from "../engine/index.ts";
import { intervalsOf } from "../plan/index.ts";
import type { RecordLine, RecordWriter } from "../record/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { parseDuration, type Seconds, type Us } from "../shared/index.ts";
import type { TargetExit } from "../target/index.ts";
import { type LiveStatus, watchLive } from "./live.ts";
import type { TargetWatch } from "./signals/watch-target.ts";
import { type AbortRule, stopRules } from "./stop-rules.ts";
import type { World } from "./world.ts";

const LOOK_EVERY_MS = 1_000;

export interface DriveParts {
  readonly engine: Engine;
  readonly run: Omit<EngineRun, "emit" | "started" | "signal">;
  readonly scenario: Scenario;
  /** Of the open record; closed when the drive is over. */
  readonly writer: RecordWriter;
  readonly world: World;
  readonly interrupted: AbortSignal;
  /** Fulfilled when the embedded service has ended; null with --target. */
  readonly targetExited: Promise<TargetExit> | null;
  readonly watch: TargetWatch;
  readonly live: (status: LiveStatus) => void;
  readonly liveEveryS: Seconds;
}

/** Drives the plan from `run.fromUs` on and writes the record, line by line. The stop rules watch; an interrupt drains first. */
export async function drive(parts: DriveParts): Promise<void> {
  const { engine, run, scenario, writer, world, interrupted } = parts;
  const { plan, bundle, fromUs } = run;
  const intervals = intervalsOf(plan);

  let originUs: Us | null = null;
  const nowUs = (): Us => (originUs === null ? fromUs : world.clock.monotonicUs() - originUs);
  const stop = new AbortController();
  const rules = stopRules(plan, intervals, abortRuleOf(scenario), nowUs, fromUs);
  const live = watchLive(plan, intervals, fromUs);
  let lost: { readonly error: unknown } | null = null;
  const emit = (line: RecordLine): void => {
    if (lost !== null) return;
    try {
      writer.write(line);
    } catch (error) {
      // A load that cannot be recorded proves nothing: it ends as an interrupted one, then the error is told.
      lost = { error };
      stop.abort({ kind: "interrupted", signal: "SIGTERM" } satisfies StopReason);
      return;
    }
    rules.see(line);
    live.see(line);
  };
  let driving = true;
  void parts.targetExited?.then(({ code, signal }) => {
    if (!driving) return;
    emit({
      kind: "notice",
      at_us: nowUs(),
      notice: { kind: "text", text: `the embedded service ended by itself (${signal ?? `exit ${code}`})` },
    });
  });
  const interrupt = (): void => stop.abort(interrupted.reason satisfies StopReason);
  if (interrupted.aborted) interrupt();
  interrupted.addEventListener("abort", interrupt, { once: true });
  let looks = 0;
  const look = setInterval(() => {
    if (originUs === null || stop.signal.aborted) return;
    if (++looks % parts.liveEveryS === 0) parts.live(live.look(nowUs()));
    const rule = rules.due(nowUs());
    if (rule !== null) stop.abort({ kind: "stopped", rule } satisfies StopReason);
  }, LOOK_EVERY_MS);

  try {
    const ended = await engine.run({
      ...run,
      emit,
      started: () => {
        originUs = world.clock.monotonicUs() - fromUs;
        const wall = new Date(world.clock.wallMs()).toISOString();
        emit({ kind: "origin", at_us: fromUs, wall_at: wall });
        parts.watch.begin({ intervals, nowUs, emit });
      },
      signal: stop.signal,
    });
    await parts.watch.end();
    if ((await inputsDigest(bundle.inputs)) !== bundle.digest) {
      emit({
        kind: "notice",
        at_us: nowUs(),
        notice: {
          kind: "changed",
          what: "scenario",
          detail: "a file of the scenario changed since it was bundled",
        },
      });
    }
    emit({ kind: "footer", at_us: nowUs(), ended });
    throwLost(lost);
  } finally {
    driving = false;
    clearInterval(look);
    await parts.watch.end();
    interrupted.removeEventListener("abort", interrupt);
    writer.close();
  }
}

function throwLost(lost: { readonly error: unknown } | null): void {
  if (lost !== null) throw lost.error;
}

function abortRuleOf({ abort }: Scenario): AbortRule | null {
  if (abort === undefined) return null;
  return {
    errorRatio: Number.parseFloat(abort.error_rate) / 100,
    forUs: parseDuration(abort.for, "abort.for"),
  };
}
