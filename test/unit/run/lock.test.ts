import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isDriven, lockRun } from "../../../src/run/lock.ts";
import { SloError } from "../../../src/shared/index.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slo-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function refusal(): string {
  try {
    lockRun(dir).release();
  } catch (error) {
    if (error instanceof SloError && error.code === "bad_usage") return error.message;
    throw error;
  }
  return "none";
}

/** A process that has lived and ended: its number belongs to none, or to a later one. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid ?? -1;
}

function leave(holder: unknown, number = 1): void {
  writeFileSync(join(dir, `.lock-${number}`), JSON.stringify(holder));
}

test("a run that is driven cannot be taken up, and can when its lock is released", () => {
  const lock = lockRun(dir);
  expect(isDriven(dir)).toBe(true);
  expect(refusal()).toContain(`process ${process.pid} drives it`);
  lock.release();
  expect(isDriven(dir)).toBe(false);
  expect(refusal()).toBe("none");
  expect(readdirSync(dir)).toEqual([]);
});

test("the lock of a process that died is stale, and goes when the next one is taken", async () => {
  leave({ pid: await deadPid(), host: hostname(), born: "another boot 1" }, 3);
  expect(isDriven(dir)).toBe(false);
  const lock = lockRun(dir);
  expect(readdirSync(dir)).toEqual([".lock-4"]);
  lock.release();
});

test.runIf(process.platform === "linux")(
  "a later process with the same number is told from the one that died",
  () => {
    leave({ pid: process.pid, host: hostname(), born: "another boot 1" });
    expect(isDriven(dir)).toBe(false);
    expect(refusal()).toBe("none");
  },
);

test("the lock of a process that was killed is stale before its parent has noticed", async () => {
  // The shell's child ends at once; the shell has become a sleep, which never asks for it.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 30"]);
  try {
    const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
    leave({ pid, host: hostname(), born: null });
    const deadline = Date.now() + 20_000;
    while (isDriven(dir) === true && Date.now() < deadline)
      await new Promise((resume) => setTimeout(resume, 20));
    // Its number is still its own.
    expect(process.kill(pid, 0)).toBe(true);
    expect(isDriven(dir)).toBe(false);
    expect(refusal()).toBe("none");
  } finally {
    parent.kill("SIGKILL");
  }
});

test("of two who find the same stale lock, one gets the next", async () => {
  leave({ pid: await deadPid(), host: hostname(), born: "another boot 1" });
  // The other one was quicker.
  const quicker = lockRun(dir);
  const held = readFileSync(join(dir, ".lock-2"), "utf8");
  leave({ pid: await deadPid(), host: hostname(), born: "another boot 1" });
  expect(refusal()).toContain(`process ${process.pid} drives it`);
  expect(readFileSync(join(dir, ".lock-2"), "utf8")).toBe(held);
  quicker.release();
});

test("a lock of another machine, or one that cannot be read, says nothing of its process: it is respected", () => {
  leave({ pid: 1, host: "elsewhere.example", born: null });
  expect(isDriven(dir)).toBe(null);
  expect(refusal()).toContain("elsewhere.example");
  writeFileSync(join(dir, ".lock-1"), "");
  expect(isDriven(dir)).toBe(null);
  expect(refusal()).toContain("cannot be read");
});
