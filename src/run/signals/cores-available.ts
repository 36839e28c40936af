import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";

/**
 * How many cores a process may use at once: those that it is allowed to run on, or its CPU quota where that is less
 * (a container's limit). It is what 100 % CPU means.
 */
export async function coresAvailable(pid: number): Promise<number> {
  const status = await readOrEmpty(`/proc/${pid}/status`);
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(status)?.[1];
  const allowed = list === undefined ? availableParallelism() : coresIn(list);
  return Math.min(allowed, await quotaCores(await readOrEmpty(`/proc/${pid}/cgroup`)));
}

/** "0-3,8" is five. */
export function coresIn(list: string): number {
  return list
    .split(",")
    .map((range) => range.split("-").map(Number))
    .reduce((sum, [from = 0, to = from]) => sum + to - from + 1, 0);
}

/** The least quota of the process's group and of those above it; Infinity without one. */
async function quotaCores(groups: string): Promise<number> {
  const own = /^0::(\/.*)$/m.exec(groups)?.[1];
  const cpu = /^\d+:((?:[^:\n]*,)?cpu(?:,[^:\n]*)?):(\/.*)$/m.exec(groups);
  const quotas: number[] = [];
  for (const folder of upwards(own))
    quotas.push(readMax(await readOrEmpty(`/sys/fs/cgroup${folder}/cpu.max`)));
  for (const folder of upwards(cpu?.[2])) {
    const base = `/sys/fs/cgroup/${cpu?.[1]}${folder}`;
    const quota = Number(await readOrEmpty(`${base}/cpu.cfs_quota_us`));
    const period = Number(await readOrEmpty(`${base}/cpu.cfs_period_us`));
    if (quota > 0 && period > 0) quotas.push(quota / period);
  }
  return Math.min(Number.POSITIVE_INFINITY, ...quotas);
}

/** "/a/b" is "/a/b", "/a", "". */
function upwards(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  return path === "/" ? [""] : [path, ...upwards(dirname(path))];
}

/** cpu.max of version 2: "200000 100000" is two cores, "max 100000" none in particular. */
export function readMax(text: string): number {
  const [, quota, period] = /^(\d+) (\d+)/.exec(text) ?? [];
  return quota === undefined ? Number.POSITIVE_INFINITY : Number(quota) / Number(period);
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}
