import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { SloError } from "../shared/index.ts";

/** That this process drives a run: no other may write into its record. */
export interface RunLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, which tells it from a later one with its number; null where it cannot be read. */
  readonly born: string | null;
}

const LOCK = /^\.lock-(\d+)$/;

/**
 * Takes the lock of a run's folder. Locks are numbered, and the one with the highest number counts: who finds that its
 * process has died creates the next number, which only one can, so that of two resumes at once one is refused. SloError
 * `bad_usage` when a living process holds it, or one of another machine, of which nothing is known.
 */
export function lockRun(dir: string): RunLock {
  const before = locksIn(dir);
  const last = before.at(-1);
  if (last !== undefined) refuseHeld(dir, last);
  const mine = (last ?? 0) + 1;
  const path = join(dir, nameOf(mine));
  const holder: Holder = { pid: process.pid, host: hostname(), born: birthOf(process.pid) };
  try {
    writeFileSync(path, `${JSON.stringify(holder)}\n`, { flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw held(dir, "another slo has just taken it up", path);
    throw new SloError("unwritable", `cannot write ${path} (${(cause as Error).message})`, {
      hint: "make room, or change the folder's rights",
      cause,
    });
  }
  for (const stale of before) remove(join(dir, nameOf(stale)));
  return { release: () => remove(path) };
}

/** Whether a living process drives the run of this folder; null when that cannot be known. */
export function isDriven(dir: string): boolean | null {
  const last = locksIn(dir).at(-1);
  if (last === undefined) return false;
  const holder = readHolder(join(dir, nameOf(last)));
  if (holder === null || holder.host !== hostname()) return null;
  return lives(holder);
}

function refuseHeld(dir: string, number: number): void {
  const path = join(dir, nameOf(number));
  const holder = readHolder(path);
  if (holder === null) throw held(dir, "its lock cannot be read", path);
  if (holder.host !== hostname())
    throw held(dir, `its lock was taken on another machine, ${holder.host}`, path);
  if (lives(holder)) throw held(dir, `process ${holder.pid} drives it`, null);
}

function held(dir: string, why: string, path: string | null): SloError {
  return new SloError("bad_usage", `the run in ${dir} cannot be taken up: ${why}`, {
    hint:
      path === null
        ? "wait for its end, or see how it goes on with: slo watch"
        : `where no slo drives this run any more, remove ${path}`,
  });
}

function locksIn(dir: string): readonly number[] {
  return readdirSync(dir)
    .flatMap((name) => LOCK.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function nameOf(number: number): string {
  return `.lock-${number}`;
}

function readHolder(path: string): Holder | null {
  try {
    const { pid, host, born } = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    return typeof pid === "number" && typeof host === "string" ? { pid, host, born: born ?? null } : null;
  } catch {
    return null;
  }
}

function lives({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: somebody else's process.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (hasEnded(pid)) return false;
  const now = birthOf(pid);
  return born === null || now === null || now === born;
}

/** A process that was killed keeps its number until its parent has asked how it ended, which some parents never do. */
function hasEnded(pid: number): boolean {
  try {
    const state =
      process.platform === "linux"
        ? statOf(pid)[0]
        : execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return state?.startsWith("Z") === true;
  } catch {
    return false;
  }
}

/** What Linux tells of a process from the third field on; the command's name before it, in parentheses, may hold blanks. */
function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** On Linux the machine's boot and the ticks since then, elsewhere what ps says. */
function birthOf(pid: number): string | null {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
    }
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The start is the 22nd field.
    const ticks = statOf(pid)[19];
    return ticks === undefined ? null : `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
