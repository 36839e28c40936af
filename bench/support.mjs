// What the benches of the engines share: the small server, one run of the CLI with its cost, and the CPU and memory of processes (Linux /proc).
import { fork, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
/** Clock ticks a second in /proc: 100 on every Linux of today (USER_HZ). */
const TICKS_PER_S = 100;

/** Starts the small server; `stop` ends it. */
export async function smallServer() {
  const child = fork(fileURLToPath(new URL("small-server.mjs", import.meta.url)), {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const url = await new Promise((resolve) =>
    child.stdout.once("data", (text) => resolve(String(text).trim())),
  );
  return { url, stop: () => child.kill() };
}

/** A folder with one scenario (GET /) and a promise that never decides anything; `remove` takes it away. */
export function project() {
  const dir = mkdtempSync(join(tmpdir(), "slo-bench-"));
  writeFileSync(
    join(dir, "ask.ts"),
    `import { defineScenario } from "slo-harness";
export default defineScenario({ name: "ask", expected: { rate: 1, users: 1, source: "bench" }, timeout: "5s", arrivals: "uniform", operations: { ask: { request: ({ seq }) => ({ path: "/?n=" + seq }) } } });
`,
  );
  writeFileSync(
    join(dir, "thresholds.yaml"),
    'version: 1\nprofiles:\n  ask: ["ask.service.p95 <= 5s", "ask.error_rate <= 50%"]\n',
  );
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

const stat = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { parent: Number(fields[1]), cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S };
};

/** A process and all below it, by pid: CPU seconds so far, resident MiB, command. */
export function family(pid) {
  const members = new Map();
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const add = (one) => {
    try {
      const status = readFileSync(`/proc/${one}/status`, "utf8");
      const rssMiB = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
      members.set(Number(one), { ...stat(one), rssMiB, name: /^Name:\s+(\S+)/m.exec(status)?.[1] ?? "?" });
    } catch {
      return;
    }
    for (const other of all) {
      try {
        if (stat(other).parent === Number(one)) add(other);
      } catch {}
    }
  };
  add(pid);
  return members;
}

/** Runs `slo run` with these arguments in a folder; `look(family, seconds)` is called every second. Resolves with exit code and summary. */
export function sloRun(dir, args, look = () => {}) {
  const child = spawn(
    process.execPath,
    [CLI, "run", "-p", "ask.ts", "--json", "--quiet", "--out", "out", ...args],
    {
      cwd: dir,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let stdout = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  const from = Date.now();
  const looking = setInterval(() => look(family(child.pid), (Date.now() - from) / 1000), 1_000);
  return new Promise((resolve) =>
    child.on("close", (code) => {
      clearInterval(looking);
      resolve({ code, summary: stdout === "" ? null : JSON.parse(stdout) });
    }),
  );
}
