import type { LiveStatus } from "../run/index.ts";
import type { Seconds } from "../shared/index.ts";

/** Progress on stderr: a line that rewrites itself on a terminal, else a line every 10 s; nothing when quiet. */
export interface Progress {
  say(text: string): void;
  live(status: LiveStatus): void;
  /** How often a status is wanted. */
  readonly everyS: Seconds;
  /** Ends a line that is being rewritten. */
  done(): void;
}

const LINE_EVERY_S = 10;

export function openProgress(stderr: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { say: () => {}, live: () => {}, done: () => {}, everyS: LINE_EVERY_S };
  let open = false;
  const close = (): void => {
    if (open) stderr.write("\n");
    open = false;
  };
  return {
    everyS: stderr.isTTY ? 1 : LINE_EVERY_S,
    say(text) {
      close();
      stderr.write(`${text}\n`);
    },
    live(status) {
      const line = liveLine(status);
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
        open = true;
      } else {
        stderr.write(`${line}\n`);
      }
    },
    done: close,
  };
}

/** `steady 2x 12/30 s  offered 40/s  achieved 39.8/s  p95 12.1 ms  not good 0 %  open 3  53 s left` */
export function liveLine(status: LiveStatus): string {
  const { phase } = status;
  const name = phase.kind === "drain" ? "drain" : `${phase.kind} ${phase.x}x`;
  const length = (phase.endUs - phase.startUs) / 1e6;
  const parts = [`${name} ${Math.floor(status.phaseSeconds)}/${Number(length.toFixed(1))} s`];
  if (!Number.isNaN(status.offeredPerSec)) parts.push(`offered ${status.offeredPerSec.toFixed(0)}/s`);
  parts.push(`achieved ${status.achievedPerSec.toFixed(0)}/s`);
  parts.push(`p95 ${status.p95Ms === null ? "-" : `${status.p95Ms.toPrecision(3)} ms`}`);
  parts.push(`not good ${status.errorRatio === null ? "-" : `${(status.errorRatio * 100).toFixed(1)} %`}`);
  parts.push(`open ${status.open}`);
  parts.push(`${Math.ceil(status.leftSeconds)} s left`);
  return parts.join("  ");
}
