// A run at 200/s for 60 s: resident memory of the CLI and its threads, the embedded target apart (Linux /proc).
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "slo-bench-"));
const rssMiB = (pid) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
const childrenOf = (pid) =>
  readdirSync("/proc").filter((name) => {
    try {
      return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1]) === pid;
    } catch {
      return false;
    }
  });

const args = [
  "dist/cli.js",
  "run",
  "--profile",
  "recall",
  "--rate",
  "200",
  "--duration",
  "60s",
  "--quiet",
  "--out",
  out,
];
const run = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
let peak = 0;
const from = Date.now();
const look = setInterval(() => {
  try {
    const ours = rssMiB(run.pid);
    peak = Math.max(peak, ours);
    if (Math.round((Date.now() - from) / 500) % 10 !== 0) return;
    const target = childrenOf(run.pid).map((pid) => `${rssMiB(pid).toFixed(0)} MiB`);
    console.log(
      `${((Date.now() - from) / 1000).toFixed(0).padStart(3)} s   ours ${ours.toFixed(0)} MiB   target ${target.join(", ") || "-"}`,
    );
  } catch {
    clearInterval(look);
  }
}, 500);
run.on("close", (code) => {
  clearInterval(look);
  rmSync(out, { recursive: true, force: true });
  console.log(`exit ${code}; peak of ours ${peak.toFixed(0)} MiB (the aim is under 200 MB = 191 MiB)`);
});
