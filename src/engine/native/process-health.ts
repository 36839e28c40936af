import { readFileSync } from "node:fs";
import type { GeneratorLine } from "../../record/index.ts";
import { US_PER_S } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/** What is known of the whole process since the last call: CPU in cores, quota throttling, resident memory. */
export type ProcessHealth = Pick<GeneratorLine, "cpu_cores" | "throttled" | "rss_bytes">;

export function watchProcessHealth(now: Now): () => ProcessHealth {
  const statFile = cpuStatFile();
  let beforeUs = now();
  let cpu = process.cpuUsage();
  let throttledUs = statFile === null ? null : readThrottledUs(statFile);
  return () => {
    const nowUs = now();
    const elapsedUs = Math.max(1, nowUs - beforeUs);
    const used = process.cpuUsage(cpu);
    const total = statFile === null ? null : readThrottledUs(statFile);
    const throttled = total === null || throttledUs === null ? null : (total - throttledUs) / elapsedUs;
    beforeUs = nowUs;
    cpu = process.cpuUsage();
    throttledUs = total;
    return {
      cpu_cores: (used.user + used.system) / elapsedUs,
      throttled,
      ...residentMemory(),
    };
  };
}

/** Absent where it cannot be read: without a free descriptor, Linux does not tell. */
function residentMemory(): Pick<GeneratorLine, "rss_bytes"> {
  try {
    return { rss_bytes: process.memoryUsage.rss() };
  } catch {
    return {};
  }
}

/** Where Linux counts how long this process's CPU quota held it back; null where nothing does. */
function cpuStatFile(): string | null {
  if (process.platform !== "linux") return null;
  const groups = readText("/proc/self/cgroup");
  if (groups === null) return null;
  // Version 2: one line, "0::/path". Version 1: "4:cpu,cpuacct:/path". In a container the path may be the host's: then the mount's root is ours.
  const own = /^0::(.*)$/m.exec(groups)?.[1];
  const cpu = /^\d+:((?:[^:]*,)?cpu(?:,[^:]*)?):(.*)$/m.exec(groups);
  const candidates = [
    own === undefined ? null : `/sys/fs/cgroup${own}`,
    "/sys/fs/cgroup",
    cpu === null ? null : `/sys/fs/cgroup/${cpu[1]}${cpu[2]}`,
    cpu === null ? null : `/sys/fs/cgroup/${cpu[1]}`,
  ];
  for (const folder of candidates) {
    if (folder === null) continue;
    const file = `${folder.replace(/\/$/, "")}/cpu.stat`;
    if (readThrottledUs(file) !== null) return file;
  }
  return null;
}

function readThrottledUs(file: string): number | null {
  const text = readText(file);
  if (text === null) return null;
  const us = /^throttled_usec (\d+)$/m.exec(text)?.[1];
  if (us !== undefined) return Number(us);
  const ns = /^throttled_time (\d+)$/m.exec(text)?.[1];
  return ns === undefined ? null : (Number(ns) / 1e9) * US_PER_S;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
