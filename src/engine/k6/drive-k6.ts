import { rmSync } from "node:fs";
import { locateScenarioLine } from "../../bundle/index.ts";
import { intervalsOf, scheduleDigest } from "../../plan/index.ts";
import type { NoticeLine } from "../../record/index.ts";
import { redact, US_PER_S, type Us } from "../../shared/index.ts";
import type { Ended, EngineRun, StopReason } from "../engine.ts";
import { createDeadline } from "../native/deadline.ts";
import { type K6End, type K6Line, readK6Line } from "./k6-lines.ts";
import { type K6Exit, type K6Start, startK6 } from "./k6-process.ts";

/** k6 may take this long to load the script and to initialise its first virtual users. */
const READY_US: Us = 60 * US_PER_S;
/** A k6 that has not said so this long after its time is taken for hung. */
const GRACE_US: Us = 5 * US_PER_S;
/** After a failure it has this long to hand over what it holds. */
const LAST_WORDS_US: Us = 2 * US_PER_S;
const EXCERPT_CHARS = 300;
const STDERR_LINES = 5;
/** Arrivals whose digest is compared with the one that k6 walked: about a second's work. */
const MOST_COMPARED = 1_000_000;

/** Drives a run with one k6 process; resolves when it is gone. Its exit code means nothing, what it says does. */
export async function driveK6(run: EngineRun, start: Omit<K6Start, "line">): Promise<Ended> {
  const { plan, fromUs, bundle, signal } = run;
  const extent = { intervals: intervalsOf(plan), workers: 1, resumedUs: fromUs };
  const longestUs = Math.max(...[...plan.operations, ...plan.probes].map(({ timeoutUs }) => timeoutUs));
  const planEndUs = plan.phases.at(-1)?.endUs ?? 0;
  const deadline = createDeadline();
  const secrets = new Set<string>();
  let begun = false;
  let end: K6End | null = null;
  let fault: Ended | null = null;
  let broken: string | null = null;

  const failed = (message: string): Ended => ({ kind: "engine_failed", message: redact(message, secrets) });
  const awaitEnd = (): void =>
    deadline.set(longestUs + GRACE_US, "k6 did not drain in time after the run was ended");
  const breakOff = (why: string): void => {
    broken ??= why;
    k6.order("abandon");
    deadline.set(GRACE_US, why);
  };

  const take = (line: K6Line): void => {
    switch (line.kind) {
      case "record":
        run.emit(line.line);
        // Shedding the rest of a long plan may take its time, but is told of as it goes on.
        if (signal.aborted) awaitEnd();
        break;
      case "ready":
        // The script is read: should this process be killed, nothing of the run stays on the disk.
        rmSync(start.folder, { recursive: true, force: true });
        deadline.set(GRACE_US, "k6 did not start its clock");
        break;
      case "started":
        begun = true;
        deadline.set(planEndUs - fromUs + GRACE_US, "k6 did not end after the plan's end");
        run.started();
        break;
      case "secret":
        secrets.add(run.env.secrets[line.name] ?? "");
        break;
      case "example":
        run.emit(exampleOf(line, secrets));
        break;
      case "notice":
        run.emit({ kind: "notice", at_us: line.at_us, notice: { kind: "text", text: line.text } });
        break;
      case "fault":
        fault ??= {
          kind: "scenario_error",
          message: redact(line.message, secrets),
          where: locateScenarioLine(bundle, { stack: line.stack }),
        };
        deadline.set(GRACE_US, "k6 did not end after the scenario's error");
        break;
      case "end":
        end = line;
        deadline.set(GRACE_US, "k6 did not exit after its run");
        break;
      case "unreadable":
        throw new Error(`k6 wrote a line that cannot be recorded: ${line.why}`);
    }
  };

  const k6 = startK6({
    ...start,
    line: (text) => {
      if (broken !== null) return;
      try {
        take(readK6Line(text, extent));
      } catch (error) {
        // What takes the lines is broken (a full disk), or the lines are: this run cannot be recorded.
        breakOff(error instanceof Error ? error.message : String(error));
      }
    },
  });
  let leave = (): void => {};
  const left = new Promise<null>((resolve) => {
    leave = () => resolve(null);
  });
  const onAbort = (): void => {
    if (begun) {
      k6.order((signal.reason as StopReason).kind === "stopped" ? "stop" : "interrupt");
      awaitEnd();
    } else {
      // Before its clock runs there is nothing to drain.
      leave();
    }
  };

  try {
    deadline.set(READY_US, "k6 did not become ready in time");
    signal.addEventListener("abort", onAbort, { once: true });
    // It may have been while the script was made.
    if (signal.aborted) leave();
    const exit = await Promise.race([k6.ended, left, deadline.missed]);
    if (exit === null) return signal.reason as StopReason;
    if (fault !== null) return fault;
    if (broken !== null) return failed(broken);
    return end === null ? failed(death(exit)) : (endOf(end, run) ?? failed(whyNot(end, run)));
  } catch (error) {
    const last = createDeadline();
    last.set(LAST_WORDS_US, "");
    k6.order("abandon");
    await Promise.race([last.missed, k6.ended]).catch(() => {});
    last.clear();
    return fault ?? failed(broken ?? (error instanceof Error ? error.message : String(error)));
  } finally {
    signal.removeEventListener("abort", onAbort);
    deadline.clear();
    await k6.kill();
  }
}

function exampleOf(
  { at_us, operation, what, text }: K6Line & { readonly kind: "example" },
  secrets: Iterable<string>,
): NoticeLine {
  // Redacted before it is cut, so that no half of a secret remains.
  const excerpt = redact(text, secrets).slice(0, EXCERPT_CHARS);
  return { kind: "notice", at_us, notice: { kind: "example", operation, what, excerpt } };
}

/** How the run ended; null where it did not end as a run does. */
function endOf(end: K6End, run: EngineRun): Ended | null {
  switch (end.ended) {
    case "complete":
      return whyNot(end, run) === "" ? { kind: "complete" } : null;
    case "stopped":
    case "interrupted":
      return run.signal.aborted ? (run.signal.reason as StopReason) : null;
    case "abandoned":
    case "fault":
    case "failed":
      return null;
  }
}

/** Why k6's own word for its end is not enough; empty where it is. */
function whyNot({ ended, message, requests, planned, schedule }: K6End, { plan }: EngineRun): string {
  if (ended !== "complete") return message ?? `k6 ended its run by itself (${ended})`;
  if (requests === 0 && planned > 0) return `k6 sent no request, where ${planned} arrivals were planned`;
  if (schedule !== null && planned <= MOST_COMPARED && schedule !== scheduleDigest(plan))
    return "k6 walked other arrivals than those of the plan";
  return "";
}

function death({ code, signal, stderr }: K6Exit): string {
  const lines = stderr.trim().split("\n").slice(-STDERR_LINES).join("\n");
  const how = signal ?? (code === null ? "it could not be started" : `exit ${code}`);
  return `k6 ended before its run was over (${how})${lines === "" ? "" : `:\n${lines}`}`;
}
