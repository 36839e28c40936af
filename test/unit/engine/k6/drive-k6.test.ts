import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ended, EngineRun, StopReason } from "../../../../src/engine/index.ts";
import { driveK6 } from "../../../../src/engine/k6/drive-k6.ts";
import { compilePlan, scheduleDigest } from "../../../../src/plan/index.ts";
import type { RecordLine } from "../../../../src/record/index.ts";
import { lives, temporaryFolder } from "../../../support/slo.ts";

// A stand-in for k6 that says what a test tells it to say, line by line, over the same pipes.
const plan = compilePlan({
  profile: "trial",
  workload: "open",
  arrivals: "uniform",
  seed: 7,
  expected: { rate: 10, source: "a test" },
  levels: [{ x: 1, steadyUs: 1e6 }],
  warmUpUs: 0,
  operations: [{ name: "ask", kind: "request", weight: 1, timeoutUs: 1e6 }],
  probes: [],
});
const SECRET = "s3cr3t-value";
const interval = { kind: "interval", interval: 0, operation: "ask", counts: { planned: 10 } };
const end = { kind: "end", ended: "complete", requests: 10, planned: 10, schedule: scheduleDigest(plan) };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

interface Outcome {
  readonly ended: Ended;
  readonly lines: readonly RecordLine[];
  readonly pid: number;
  readonly started: number;
}

/** Drives a run with a k6 whose script is `body`, a module in which `say(line)` writes and `order()` waits for the next order. */
async function driven(
  body: string,
  run: Partial<EngineRun> = {},
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const binary = join(folder.path, "k6");
  const work = join(folder.path, "work");
  mkdirSync(work);
  const pidFile = join(folder.path, "pid");
  writeFileSync(
    binary,
    `#!${process.execPath}
const { renameSync, writeFileSync, writeSync } = require("node:fs");
const pidFile = ${JSON.stringify(pidFile)};
writeFileSync(pidFile + ".new", String(process.pid));
renameSync(pidFile + ".new", pidFile);
const say = (line) => writeSync(3, (typeof line === "string" ? line : JSON.stringify(line)) + "\\n");
const orders = require("node:readline").createInterface({ input: new (require("node:net").Socket)({ fd: 4 }) });
const order = () => new Promise((resolve) => orders.once("line", resolve).once("close", () => resolve("closed")));
(async () => { ${body} })().then(() => process.exit());
`,
    { mode: 0o755 },
  );
  const lines: RecordLine[] = [];
  let started = 0;
  const ended = await driveK6(
    {
      runId: "run-1",
      plan,
      fromUs: 0,
      bundle: {
        name: "trial",
        file: "trial.ts",
        code: "",
        map: '{"version":3,"sources":[],"mappings":""}',
        digest: "",
        inputs: [],
      },
      target: { url: "http://127.0.0.1:1", insecure: false },
      env: { given: {}, secrets: { KEY: SECRET } },
      setup: null,
      workers: 1,
      inFlightCap: 10,
      emit: (line) => lines.push(line),
      started: () => {
        started++;
      },
      signal: new AbortController().signal,
      ...run,
    },
    { binary, folder: work, script: "script.js", environment },
  );
  return { ended, lines, started, pid: Number(readFileSync(pidFile, "utf8")) };
}

const sayAll = (...lines: readonly unknown[]): string =>
  lines.map((line) => `say(${JSON.stringify(line)});`).join("\n");
const begun = sayAll({ kind: "ready" }, { kind: "started" });

test("a run's lines are handed on, and its end is complete", async () => {
  const { ended, lines, started } = await driven(begun + sayAll(interval, end));
  expect(ended).toEqual({ kind: "complete" });
  expect(lines).toEqual([interval]);
  expect(started).toBe(1);
});

test("an example is stored as a notice, redacted by the secrets that were read, then cut to 300 characters", async () => {
  const text = `HTTP 401: no such key: ${SECRET} ${"x".repeat(400)}`;
  const example = { kind: "example", at_us: 5, operation: "ask", what: "401", text };
  const { lines } = await driven(begun + sayAll({ kind: "secret", name: "KEY" }, example, end));
  const excerpt = `HTTP 401: no such key: [redacted] ${"x".repeat(400)}`.slice(0, 300);
  expect(lines).toEqual([
    { kind: "notice", at_us: 5, notice: { kind: "example", operation: "ask", what: "401", excerpt } },
  ]);
});

test("its folder is gone once it is ready", async () => {
  const work = join(folder.path, "work");
  let there: boolean | null = null;
  await driven(begun + sayAll(end), {
    started: () => {
      there = existsSync(work);
    },
  });
  expect(there).toBe(false);
});

test("a notice is stored as it is", async () => {
  const { lines } = await driven(begun + sayAll({ kind: "notice", at_us: 1, text: "memory" }, end));
  expect(lines).toEqual([{ kind: "notice", at_us: 1, notice: { kind: "text", text: "memory" } }]);
});

test("k6's exit code means nothing", async () => {
  const { ended } = await driven(`${begun}${sayAll(interval, end)} process.exit(99);`);
  expect(ended).toEqual({ kind: "complete" });
});

test("no request, although arrivals were planned, is a failure of the engine", async () => {
  const { ended } = await driven(begun + sayAll(interval, { ...end, requests: 0 }));
  expect(ended).toEqual({
    kind: "engine_failed",
    message: "k6 sent no request, where 10 arrivals were planned",
  });
});

test("other arrivals than the plan's are a failure of the engine", async () => {
  const { ended } = await driven(begun + sayAll(interval, { ...end, schedule: "sha256:0" }));
  expect(ended).toEqual({
    kind: "engine_failed",
    message: "k6 walked other arrivals than those of the plan",
  });
});

test("a k6 that dies is a failure of the engine, told with the last that it said, secrets taken out", async () => {
  const { ended, lines } = await driven(
    `${begun}${sayAll({ kind: "secret", name: "KEY" }, interval)}
for (let i = 1; i <= 7; i++) console.error("line " + i + " ${SECRET}");
process.kill(process.pid, "SIGKILL"); await order();`,
  );
  expect(lines).toEqual([interval]);
  const said = [3, 4, 5, 6, 7].map((i) => `line ${i} [redacted]`).join("\n");
  expect(ended).toEqual({
    kind: "engine_failed",
    message: `k6 ended before its run was over (SIGKILL):\n${said}`,
  });
});

test("a k6 that cannot be started is a failure of the engine", async () => {
  const binary = join(folder.path, "absent");
  const run = driveK6({ plan, signal: new AbortController().signal } as EngineRun, {
    binary,
    folder: folder.path,
    script: "script.js",
    environment: {},
  });
  expect(await run).toMatchObject({
    kind: "engine_failed",
    message: expect.stringMatching(/could not be started.*ENOENT/s),
  });
});

test("a line that cannot be recorded ends the run, which is told to abandon", async () => {
  const { ended } = await driven(
    `${begun}say("not json"); ${sayAll(interval)} if (await order() !== "abandon") process.exit(); ${sayAll(end)}`,
  );
  expect(ended).toEqual({
    kind: "engine_failed",
    message: "k6 wrote a line that cannot be recorded: it is not JSON",
  });
});

test("lines that cannot be taken end the run, and nothing more is handed on", async () => {
  let taken = 0;
  const { ended } = await driven(
    `${begun}${sayAll({ kind: "secret", name: "KEY" }, interval, interval)} await order();`,
    {
      emit: () => {
        taken++;
        throw new Error(`broken by ${SECRET}`);
      },
    },
  );
  expect(ended).toEqual({ kind: "engine_failed", message: "broken by [redacted]" });
  expect(taken).toBe(1);
});

test.each([
  ["stop", { kind: "stopped", rule: "a test's" }],
  ["interrupt", { kind: "interrupted", signal: "SIGINT" }],
] as const)("is told to %s when its run is ended so, and drains", async (word, reason: StopReason) => {
  const stop = new AbortController();
  const ended = word === "stop" ? "stopped" : "interrupted";
  const outcome = await driven(
    `${begun}const told = await order(); ${sayAll(interval)} say({ ...${JSON.stringify(end)}, ended: told === ${JSON.stringify(word)} ? ${JSON.stringify(ended)} : "failed" });`,
    { signal: stop.signal, started: () => stop.abort(reason) },
  );
  expect(outcome.ended).toEqual(reason);
  expect(outcome.lines).toEqual([interval]);
});

test("ended before its clock runs, it is gone with nothing recorded", async () => {
  const reason: StopReason = { kind: "interrupted", signal: "SIGTERM" };
  const stop = new AbortController();
  const running = driven(`await order(); await order();`, { signal: stop.signal });
  while (!existsSync(join(folder.path, "pid"))) await new Promise((resume) => setImmediate(resume));
  stop.abort(reason);
  const { ended, lines, pid } = await running;
  expect([ended, lines, lives(pid)]).toEqual([reason, [], false]);
});

test("a run that was ended while its script was made is not driven", async () => {
  const reason: StopReason = { kind: "interrupted", signal: "SIGTERM" };
  const work = join(folder.path, "work");
  mkdirSync(work);
  const never = join(folder.path, "k6");
  writeFileSync(never, "#!/bin/sh\nread order <&4\n", { mode: 0o755 });
  const ended = await driveK6({ plan, signal: AbortSignal.abort(reason) } as EngineRun, {
    binary: never,
    folder: work,
    script: "script.js",
    environment: {},
  });
  expect(ended).toEqual(reason);
});

test("an end that nobody asked for is a failure of the engine", async () => {
  const { ended } = await driven(begun + sayAll({ ...end, ended: "interrupted" }));
  expect(ended).toEqual({ kind: "engine_failed", message: "k6 ended its run by itself (interrupted)" });
});

test("k6's own failure is told in its words", async () => {
  const { ended } = await driven(begun + sayAll({ ...end, ended: "failed", message: "no memory" }));
  expect(ended).toEqual({ kind: "engine_failed", message: "no memory" });
});

test("the scenario's fault is told with its place, secrets taken out", async () => {
  const fault = { kind: "fault", message: `threw ${SECRET}`, stack: "Error\n\tat x (file:///a/b.js:1:1(2))" };
  const { ended } = await driven(
    begun + sayAll({ kind: "secret", name: "KEY" }, fault, { ...end, ended: "fault" }),
  );
  expect(ended).toEqual({ kind: "scenario_error", message: "threw [redacted]", where: "trial.ts" });
});

test("k6 sees the environment that it is given, and nothing of ours", async () => {
  const { ended } = await driven(
    `${begun}say({ ...${JSON.stringify(end)}, ended: "failed", message: Object.keys(process.env).sort().join() });`,
    {},
    { ONLY: "this" },
  );
  // macOS adds variables of its own that begin with two underscores.
  const names = "message" in ended ? ended.message.split(",").filter((name) => !name.startsWith("__")) : [];
  expect(names).toEqual(["ONLY"]);
});
