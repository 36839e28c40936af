import { EXIT, exitCodeOf, SloError } from "../shared/index.ts";

/** Writes what went wrong, where, and what to do; returns the exit code. Anything but an SloError is our bug, with its stack. */
export function complain(error: unknown, stderr: { write(text: string): unknown }): number {
  if (!(error instanceof SloError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`slo ${SLO_VERSION}: this is a bug in slo, please report it with these lines:\n${stack}\n`);
    return EXIT.bug;
  }
  const issues = error.issues.map(({ where, message }) => `  ${where}: ${message}\n`).join("");
  stderr.write(`error: ${error.message}\n${issues}${error.hint === null ? "" : `hint: ${error.hint}\n`}`);
  return exitCodeOf(error.code);
}
