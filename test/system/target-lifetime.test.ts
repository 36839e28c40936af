import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { parseFault, startEmbeddedTarget } from "../../src/target/index.ts";

const entry = fileURLToPath(new URL("../../dist/target.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "slo-lifetime-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A parent that forks the target as the tool does, tells what it hears, and waits to be killed. */
const parent = join(folder, "parent.mjs");
writeFileSync(
  parent,
  `import { fork } from "node:child_process";
   const child = fork(${JSON.stringify(entry)}, [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
   child.on("message", (message) => console.log(JSON.stringify(message)));
   child.send({ kind: "start", options: { faults: JSON.parse(process.argv[2]) } });
   setInterval(() => {}, 60_000);`,
);

async function startParent(faults: string[]): Promise<{ process: ChildProcess; url: string; pid: number }> {
  const started = spawn(process.execPath, [parent, JSON.stringify(faults.map(parseFault))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(started.stdout, "data");
  const { url, pid } = JSON.parse(String(said));
  return { process: started, url, pid };
}

/** Resolves when nothing listens there any more. */
async function gone(url: string): Promise<void> {
  const port = Number(new URL(url).port);
  for (;;) {
    const socket = createConnection({ port, host: "127.0.0.1" });
    const refused = await Promise.race([
      once(socket, "connect").then(() => false),
      once(socket, "error").then(() => true),
    ]).catch(() => true);
    socket.destroy();
    if (refused) return;
  }
}

/** What other users of the machine can see of a process: its command line, and its environment where that is readable. */
function listing(pid: number): string {
  if (process.platform !== "linux")
    return execFileSync("ps", ["-ww", "-E", "-p", String(pid)], { encoding: "utf8" });
  return ["cmdline", "environ"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("\n");
}

test.each([
  ["SIGKILL", []],
  ["SIGTERM", []],
  ["SIGKILL", ["never=100%"]],
] as const)("the target ends when its parent is ended by %s (faults: %j)", async (signal, faults) => {
  const running = await startParent([...faults]);
  expect((await fetch(`${running.url}/health`)).status).toBe(200);
  const hanging = faults.length > 0 ? fetch(`${running.url}/oracle`).catch(() => "cut") : "cut";
  running.process.kill(signal);
  await gone(running.url);
  expect(await hanging).toBe("cut");
});

test("a signal to the target alone does not end it, as its parent still drains a run", async () => {
  const target = await startEmbeddedTarget({ entry });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(target.pid, signal);
  expect((await fetch(`${target.url}/health`)).status).toBe(200);
  await target.stop();
  expect(await target.exited).toEqual({ code: 0, signal: null, stderr: "" });
});

test("stop ends it although a request is open that is never answered, and again is harmless", async () => {
  const target = await startEmbeddedTarget({ entry, faults: [parseFault("never=100%")] });
  const hanging = fetch(`${target.url}/oracle`).catch(() => "cut");
  expect((await fetch(`${target.url}/health`)).status).toBe(200);
  await target.stop();
  await target.stop();
  expect(await hanging).toBe("cut");
  expect((await target.exited).code).toBe(0);
});

test("the key reaches the service and stands in no command line and no environment", async () => {
  const target = await startEmbeddedTarget({ entry, key: "very-secret-key" });
  const ask = (headers: Record<string, string>) =>
    fetch(`${target.url}/v1/memory/recall_text`, { method: "POST", body: '{"query_text":"x"}', headers });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ "x-api-key": "very-secret-key" })).status).toBe(200);
  const seen = listing(target.pid);
  expect(seen).toContain("target.js");
  expect(seen).not.toContain("very-secret-key");
  await target.stop();
});

test("a port in use, a bad database and an entry that fails are target_failed, each with its reason", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(startEmbeddedTarget({ entry, port })).rejects.toMatchObject({
    code: "target_failed",
    message: `the target cannot listen: port ${port} on 127.0.0.1 is in use`,
    hint: expect.stringContaining("--port"),
  });
  taken.close();
  await expect(startEmbeddedTarget({ entry, db: join(folder, "none", "x.db") })).rejects.toMatchObject({
    code: "target_failed",
    message: expect.stringContaining("x.db"),
  });
  const broken = join(folder, "broken.mjs");
  writeFileSync(broken, 'throw new Error("no such luck");');
  await expect(startEmbeddedTarget({ entry: broken })).rejects.toMatchObject({
    code: "target_failed",
    message: expect.stringMatching(/ended before it was ready \(exit 1\).*no such luck/s),
  });
});

test("a target that dies is noticed by whoever holds the target", async () => {
  const target = await startEmbeddedTarget({ entry });
  process.kill(target.pid, "SIGKILL");
  expect(await target.exited).toEqual({ code: null, signal: "SIGKILL", stderr: "" });
});
