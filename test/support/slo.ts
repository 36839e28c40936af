import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Summary } from "../../src/report/index.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(ROOT, "dist/cli.js");

/** How a child process of the real CLI ended, with all that it said. */
export interface Said {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Said>;
  /** Resolves when stderr or stdout has matched. */
  saying(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface SloOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built CLI as a child process. */
export function startSlo(args: readonly string[], { cwd = ROOT, env = {} }: SloOptions = {}): Running {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const watch of watchers) watch();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const watch of watchers) watch();
  });
  const ended = new Promise<Said>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return {
    pid: child.pid ?? -1,
    ended,
    saying: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (!pattern.test(stdout + stderr)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
        void ended.then(() => reject(new Error(`ended without saying ${pattern}:\n${stdout}${stderr}`)));
      }),
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs the built CLI to its end. */
export function slo(args: readonly string[], options: SloOptions = {}): Promise<Said> {
  return startSlo(args, options).ended;
}

/** A folder for one test file's runs, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "slo-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The one run folder below `out`. */
export function onlyRun(out: string): string {
  const runs = existsSync(out) ? readdirSync(out) : [];
  if (runs.length !== 1 || runs[0] === undefined)
    throw new Error(`expected one run in ${out}, found ${runs.length}`);
  return join(out, runs[0]);
}

export function readSummary(dir: string): Summary {
  return JSON.parse(readFileSync(join(dir, "summary.json"), "utf8")) as Summary;
}

/** Whether a process lives (signal 0). */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process ids of the descendants of `pid`. */
export function childrenOf(pid: number): readonly number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    pairs.flatMap(([child = -1, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** Resolves when the only run below `out` has recorded intervals up to `interval`. */
export async function recordedUpTo(out: string, interval: number, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  const reached = (): boolean => {
    const [run] = existsSync(out) ? readdirSync(out) : [];
    const record = join(out, run ?? "", "record.ndjson");
    return (
      run !== undefined &&
      existsSync(record) &&
      readFileSync(record, "utf8").includes(`"interval":${interval},`)
    );
  };
  while (!reached()) {
    if (Date.now() > deadline) throw new Error(`no interval ${interval} below ${out} within ${withinMs} ms`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
