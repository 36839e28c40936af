import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Ms, SloError } from "../shared/index.ts";
import type { FromChild, ToChild } from "./child-messages.ts";
import type { TargetOptions } from "./target-options.ts";

/** The embedded target in a process of its own. */
export interface EmbeddedTarget {
  readonly url: string;
  readonly pid: number;
  /** Ends the process and waits for it, by force after {@link STOP_MS}. Calling it again is harmless. */
  stop(): Promise<void>;
  /** Fulfilled when the process has ended, for whatever reason; never rejected. */
  readonly exited: Promise<TargetExit>;
}

export interface TargetExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it wrote to stderr; empty when all is well. */
  readonly stderr: string;
}

export interface StartOptions extends TargetOptions {
  /** The child's entry file; by default target.js beside the running file of dist/. */
  readonly entry?: string;
}

/**
 * V8 left to itself grows its young generation from 1 to 16 MB and its old one to a multiple before it collects: resident
 * memory swung by 30 MB in three minutes of 20 recalls a second, which hides a leak and looks like one. So bounded, it
 * stays within 2 MB after the first minute. (The old generation's bound is far from what the service uses.)
 */
const STEADY_HEAP = ["--max-semi-space-size=2", "--max-old-space-size=512"];
const ANNOUNCE_MS: Ms = 10_000;
const STOP_MS: Ms = 3_000;
const STDERR_KEPT = 8_192;

/** Starts the service in a child process and waits for its address. Throws SloError `target_failed`. */
export async function startEmbeddedTarget(start: StartOptions): Promise<EmbeddedTarget> {
  const { entry = fileURLToPath(new URL("./target.js", import.meta.url)), ...options } = start;
  // Nothing of our environment but what a process needs to run: a secret of the run is no business of the target.
  const child = fork(entry, [], {
    execArgv: STEADY_HEAP,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const exited = watchExit(child);
  tell(child, { kind: "start", options });
  const said = await firstOf(child, exited);
  if (said.kind === "listening") {
    return { url: said.url, pid: said.pid, exited, stop: () => stop(child, exited) };
  }
  child.kill("SIGKILL");
  const { stderr } = await exited;
  const told = stderr.trim() === "" ? said.message : `${said.message}\n${stderr.trim()}`;
  throw new SloError("target_failed", told, said.hint === null ? {} : { hint: said.hint });
}

/** The child's announcement, or why there will be none. */
async function firstOf(child: ChildProcess, exited: Promise<TargetExit>): Promise<FromChild> {
  const failed = (message: string): FromChild => ({ kind: "failed", message, hint: null });
  const giveUp = new AbortController();
  const announced = once(child, "message", { signal: giveUp.signal }).then(
    ([message]) => message as FromChild,
    () => failed(`the embedded target did not announce itself within ${ANNOUNCE_MS / 1000} s`),
  );
  const timer = setTimeout(() => giveUp.abort(), ANNOUNCE_MS);
  const died = exited.then(({ code, signal }) =>
    failed(`the embedded target ended before it was ready (${signal ?? `exit ${code}`})`),
  );
  const said = await Promise.race([announced, died]);
  clearTimeout(timer);
  giveUp.abort();
  return said;
}

function watchExit(child: ChildProcess): Promise<TargetExit> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ code: null, signal: null, stderr: `${stderr}${error.message}` }),
    );
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
}

async function stop(child: ChildProcess, exited: Promise<TargetExit>): Promise<void> {
  tell(child, { kind: "stop" });
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await exited;
  clearTimeout(force);
}

/** A child that is already gone cannot be told anything, and its exit says so. */
function tell(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => {});
}
