import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { coresAvailable, coresIn, readMax } from "../../../../src/run/signals/cores-available.ts";
import { readProcess } from "../../../../src/run/signals/process-reading.ts";
import { openProcess } from "../../../../src/run/signals/process-source.ts";
import { createRates } from "../../../../src/run/signals/rates.ts";

const linux = process.platform === "linux";

async function opened(pid: number) {
  const found = await openProcess(pid);
  if (found.kind === "gone") throw new Error(`no process ${pid}`);
  return found;
}

/** A process of Node that waits for a line, with a name that /proc/PID/stat is hard to read by. */
function idle() {
  const child = spawn(
    process.execPath,
    ["-e", "process.title = ') S 1 ('; console.log('up'); process.stdin.resume()"],
    {
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, up: once(child.stdout, "data") };
}

test.runIf(linux)("this process is read as it knows itself", async () => {
  const reading = await readProcess(process.pid);
  const { user, system } = process.cpuUsage();
  // VmRSS and process.memoryUsage().rss are read a moment apart, from counters that lag by a few pages a thread.
  expect(Math.abs((reading?.rssBytes ?? 0) / process.memoryUsage.rss() - 1)).toBeLessThan(0.1);
  // Ticks of 10 ms.
  expect(Math.abs((reading?.cpuSeconds ?? 0) - (user + system) / 1e6)).toBeLessThan(0.1);
  expect(reading?.threads).toBeGreaterThan(1);
  const before = reading?.fds ?? 0;
  const files = Array.from({ length: 50 }, () => openSync("/dev/null", "r"));
  const after = (await readProcess(process.pid))?.fds ?? 0;
  for (const file of files) closeSync(file);
  // Other tests of this worker may open and close a few in between.
  expect(after - before).toBeGreaterThan(40);
});

test.runIf(linux)("a process has rss, cpu, fds and threads; cpu from the second reading on", async () => {
  const { child, up } = idle();
  await up;
  const { source, unreadable } = await opened(child.pid ?? -1);
  expect(source.where).toBe(`process ${child.pid}`);
  expect(unreadable).toEqual([]);
  const first = await source.read(0);
  expect(Object.keys(first.values).sort()).toEqual(["fds", "rss", "threads"]);
  const second = await source.read(1e6);
  expect(Object.keys(second.values).sort()).toEqual(["cpu", "fds", "rss", "threads"]);
  // An idle process used less than 0.5 s of CPU in the second between the readings.
  expect(second.values.cpu).toBeLessThan(0.5);
  expect([first.missing, second.missing, second.notices]).toEqual([{}, {}, []]);
});

test.runIf(linux)("a process that ended is unmeasured, which is told once", async () => {
  const { child, up } = idle();
  await up;
  const { source } = await opened(child.pid ?? -1);
  child.kill("SIGKILL");
  await once(child, "exit");
  const gone = `process ${child.pid} has ended`;
  const first = await source.read(1e6);
  expect(first.values).toEqual({});
  expect(first.missing).toEqual({ rss: gone, cpu: gone, fds: gone, threads: gone });
  expect(first.notices).toEqual([`${gone}: its signals are unmeasured from then on`]);
  expect((await source.read(2e6)).notices).toEqual([]);
  expect(await openProcess(child.pid ?? -1)).toEqual({ kind: "gone" });
});

test("a rate is the increase per second, and none where the counter fell or no time went by", () => {
  const rates = createRates();
  expect(rates.next("a", 100, 0)).toBeNull();
  // 30 more in 10 s
  expect(rates.next("a", 130, 10e6)).toBe(3);
  expect(rates.next("b", 5, 10e6)).toBeNull();
  expect(rates.next("a", 20, 20e6)).toBeNull();
  expect(rates.next("a", 20, 20e6)).toBeNull();
  expect(rates.next("a", 25, 22e6)).toBe(2.5);
});

test("cores come from the list of those allowed and from the quota", async () => {
  expect([coresIn("0"), coresIn("0-3"), coresIn("0-3,8,10-11")]).toEqual([1, 4, 7]);
  expect([readMax("max 100000\n"), readMax("150000 100000\n"), readMax("")]).toEqual([
    Number.POSITIVE_INFINITY,
    1.5,
    Number.POSITIVE_INFINITY,
  ]);
  const cores = await coresAvailable(process.pid);
  expect(cores).toBeGreaterThan(0);
  expect(Number.isFinite(cores)).toBe(true);
});
