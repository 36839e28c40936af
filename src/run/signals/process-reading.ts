import { readdir, readFile } from "node:fs/promises";
import type { Bytes, Seconds } from "../../shared/index.ts";

/** What Linux tells of a process at one moment. Null: not for us to read (another user's process). */
export interface ProcessReading {
  /** When it started, in clock ticks since boot: with the number it names the process for good. */
  readonly started: string;
  readonly cpuSeconds: Seconds;
  readonly rssBytes: Bytes | null;
  readonly fds: number | null;
  readonly threads: number;
}

/** The ticks of /proc/PID/stat (sysconf _SC_CLK_TCK): Linux has shown user space 100 a second on all of Node's architectures. */
const TICKS_PER_S = 100;

/** Reads /proc; null when the process is gone or only waits for its parent to notice (zombie). */
export async function readProcess(pid: number): Promise<ProcessReading | null> {
  const stat = await readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // "123 (any name, even with ) in it) S 1 ...": the fields are counted from behind the last parenthesis, where field 3 stands.
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
  const field = (number: number): string => fields[number - 3] ?? "";
  if (field(3) === "Z" || field(3) === "X") return null;
  const rssKib = /^VmRSS:\s+(\d+) kB$/m.exec((await readOrNull(`/proc/${pid}/status`)) ?? "")?.[1];
  return {
    started: field(22),
    cpuSeconds: (Number(field(14)) + Number(field(15))) / TICKS_PER_S,
    rssBytes: rssKib === undefined ? null : Number(rssKib) * 1024,
    fds: await countDescriptors(pid),
    threads: Number(field(20)),
  };
}

async function countDescriptors(pid: number): Promise<number | null> {
  try {
    return (await readdir(`/proc/${pid}/fd`)).length;
  } catch {
    return null;
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}
