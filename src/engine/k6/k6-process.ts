import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

/** A running k6. */
export interface K6Process {
  /** Resolves when it has ended and its last line was handed over. */
  readonly ended: Promise<K6Exit>;
  order(word: "stop" | "interrupt" | "abandon"): void;
  /** Ends it by force and waits for it. Harmless when it has ended. */
  kill(): Promise<void>;
}

export interface K6Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it wrote to stderr, not redacted. */
  readonly stderr: string;
}

export interface K6Start {
  readonly binary: string;
  /** A folder of its own with the script in it. */
  readonly folder: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly line: (text: string) => void;
}

const STDERR_KEPT = 8_192;
const ARGUMENTS = [
  "run",
  "--quiet",
  "--no-color",
  "--no-usage-report",
  "--no-thresholds",
  "--summary-mode=disabled",
  "--address=",
  "--log-output=stderr",
];

/**
 * Starts k6 in a process group of its own, so that a Ctrl-C at the terminal reaches us alone. It ends when its orders do (fd 4), also when this
 * process is killed; where this process exits in order, it is killed first.
 */
export function startK6({ binary, folder, script, environment, line }: K6Start): K6Process {
  const child = spawn(binary, [...ARGUMENTS, script], {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  const [, , stderr, lines, orders] = child.stdio as unknown as [null, null, Readable, Readable, Writable];
  let said = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-STDERR_KEPT);
  });
  splitLines(lines, line);
  // A process that has ended takes no orders; its exit says so.
  orders.on("error", () => {});

  const force = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
  };
  const leave = (): void => {
    force();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", leave);
  const ended = new Promise<K6Exit>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, stderr: error.message }));
    child.once("close", (code, signal) => resolve({ code, signal, stderr: said }));
  }).finally(() => process.off("exit", leave));

  return {
    ended,
    order: (word) => void orders.write(`${word}\n`),
    async kill() {
      force();
      await ended;
    },
  };
}

/** Hands over each whole line; a last one without its line feed was cut off and is none. */
function splitLines(stream: Readable, line: (text: string) => void): void {
  let rest: string[] = [];
  stream.setEncoding("utf8").on("data", (text: string) => {
    let from = 0;
    for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", from)) {
      line(rest.join("") + text.slice(from, feed));
      rest = [];
      from = feed + 1;
    }
    if (from < text.length) rest.push(text.slice(from));
  });
}
