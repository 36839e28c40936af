import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { cpus, hostname, totalmem } from "node:os";
import { promisify } from "node:util";
import type { RecordHeader } from "../record/index.ts";

const run = promisify(execFile);

/** The machine that generates the load. */
export function hostFacts(): RecordHeader["host"] {
  const cores = cpus();
  return {
    hostname: hostname(),
    platform: process.platform,
    arch: process.arch,
    cpus: cores.length,
    cpu_model: cores[0]?.model.trim() ?? "unknown",
    memory_bytes: totalmem(),
    node: process.version,
  };
}

/** Commit and state of the working directory; null where it is not in a git repository. */
export async function gitFacts(cwd: string): Promise<RecordHeader["git"]> {
  try {
    const commit = (await run("git", ["rev-parse", "HEAD"], { cwd })).stdout.trim();
    const status = (await run("git", ["status", "--porcelain"], { cwd })).stdout.trim();
    return { commit, dirty: status !== "" };
  } catch {
    return null;
  }
}

/** What bounds the number of connections: open files and ephemeral ports; null where it cannot be read. */
export interface ConnectionLimits {
  readonly descriptors: number | null;
  readonly ports: number | null;
}

/** Reads the limits of this process (Linux: /proc; elsewhere the shell's ulimit, ports unknown). */
export async function connectionLimits(): Promise<ConnectionLimits> {
  return { descriptors: await openFilesLimit(), ports: await ephemeralPorts() };
}

async function openFilesLimit(): Promise<number | null> {
  try {
    const text =
      process.platform === "linux"
        ? /^Max open files\s+(\d+)/m.exec(await readFile("/proc/self/limits", "utf8"))?.[1]
        : (await run("sh", ["-c", "ulimit -n"])).stdout.trim();
    const limit = Number(text);
    return Number.isInteger(limit) && limit > 0 ? limit : null;
  } catch {
    return null;
  }
}

async function ephemeralPorts(): Promise<number | null> {
  try {
    const [low, high] = (await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8"))
      .trim()
      .split(/\s+/)
      .map(Number);
    return low === undefined || high === undefined ? null : high - low + 1;
  } catch {
    return null;
  }
}

/** Files that are open for other things than connections: modules, the record, pipes. */
const RESERVED_DESCRIPTORS = 128;

/** The in-flight cap that this machine can grant, and what lowered it. */
export function grantCap(wanted: number, limits: ConnectionLimits): RecordHeader["in_flight_cap"] {
  const bounds: [string, number][] = [];
  if (limits.descriptors !== null)
    bounds.push([
      `open files (${limits.descriptors})`,
      Math.max(1, limits.descriptors - RESERVED_DESCRIPTORS),
    ]);
  if (limits.ports !== null) bounds.push([`ephemeral ports (${limits.ports})`, limits.ports]);
  const [tightest] = bounds.sort(([, a], [, b]) => a - b);
  if (tightest === undefined || tightest[1] >= wanted) return { wanted, granted: wanted, limited_by: null };
  return { wanted, granted: tightest[1], limited_by: tightest[0] };
}
