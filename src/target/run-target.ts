import type { Ms } from "../shared/index.ts";
import { type ServedTarget, serveTarget } from "./serve.ts";
import type { TargetOptions } from "./target-options.ts";

/** The service in this process, for `slo target`. */
export interface RunningTarget extends ServedTarget {
  /** Fulfilled when the service has closed: by `close`, by the signal, or because this process lost its parent. */
  readonly closed: Promise<void>;
}

const PARENT_WATCH_MS: Ms = 500;

/** Serves until closed. Prints nothing. Throws SloError `target_failed`. */
export async function runTarget(
  options: TargetOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RunningTarget> {
  const served = await serveTarget(options);
  let stopWatching = (): void => {};
  let settle = (): void => {};
  const closed = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const close = async (): Promise<void> => {
    stopWatching();
    await served.close();
    settle();
  };
  stopWatching = watchParent(() => void close());
  if (signal?.aborted) await close();
  else signal?.addEventListener("abort", () => void close(), { once: true });
  return { ...served, close, closed };
}

/** A process whose parent dies is given another parent: its parent's id changes. */
function watchParent(onGone: () => void): () => void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, PARENT_WATCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}
