import type { StopReason } from "../engine/index.ts";
import { EXIT } from "../shared/index.ts";

/** SIGINT and SIGTERM as an AbortSignal whose reason is a StopReason; a second one ends the process at once. */
export function interruptible(): {
  readonly signal: AbortSignal;
  exitCode(): number | null;
  release(): void;
} {
  const controller = new AbortController();
  let code: number | null = null;
  const on = (signal: "SIGINT" | "SIGTERM") => (): void => {
    if (code !== null) process.exit(EXIT[signal]);
    code = EXIT[signal];
    controller.abort({ kind: "interrupted", signal } satisfies StopReason);
  };
  const handlers = { SIGINT: on("SIGINT"), SIGTERM: on("SIGTERM") };
  process.on("SIGINT", handlers.SIGINT);
  process.on("SIGTERM", handlers.SIGTERM);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      process.off("SIGINT", handlers.SIGINT);
      process.off("SIGTERM", handlers.SIGTERM);
    },
  };
}
