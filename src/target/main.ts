// The entry of the embedded target's process. It takes its options over IPC and ends with its parent.
import { SloError } from "../shared/index.ts";
import type { FromChild, ToChild } from "./child-messages.ts";
import { type ServedTarget, serveTarget } from "./serve.ts";
import type { TargetOptions } from "./target-options.ts";

/** A stop that hangs must not leave a process behind. */
const LAST_RESORT_MS = 2_000;

let served: ServedTarget | null = null;
let ending = false;

/** Resolves when the message has left; a parent that is gone is told nothing. */
function tell(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) return resolve();
    process.send(message, undefined, {}, () => resolve());
  });
}

async function start(options: TargetOptions): Promise<void> {
  try {
    served = await serveTarget(options);
    if (ending) end(0);
    else await tell({ kind: "listening", url: served.url, port: served.port, pid: process.pid });
  } catch (error) {
    const known = error instanceof SloError ? error : null;
    await tell({ kind: "failed", message: known?.message ?? String(error), hint: known?.hint ?? null });
    end(1);
  }
}

/** Closes what is open and exits; a start that is still under way ends itself. */
function end(code: number): void {
  process.exitCode = code;
  ending = true;
  setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
  void (served?.close() ?? Promise.resolve()).then(() => process.exit());
}

if (process.send === undefined) {
  process.stderr.write("this file is started by slo; `slo target` starts the service alone\n");
  process.exitCode = 2;
} else {
  // A signal to the whole process group (Ctrl-C, timeout, a CI runner) also reaches the parent, which still drains its
  // run against this service and then ends it. If the parent dies instead, the channel closes.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message: ToChild) => {
    if (message.kind === "start") void start(message.options);
    else end(0);
  });
}
