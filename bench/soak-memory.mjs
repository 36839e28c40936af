// A run of 10 minutes and more at 500/s: memory of ours (the CLI and its threads, the target apart) at minute 2 and at
// minute 10, and the size of the record (Linux /proc). node bench/soak-memory.mjs [rate per second] [minutes]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = process.env.SLO_CLI ?? join(root, "dist/cli.js");
const [rate = 500, minutes = 10.5] = process.argv.slice(2).map(Number);
const cwd = mkdtempSync(join(tmpdir(), "slo-soak-"));
mkdirSync(join(cwd, "scenarios"));
writeFileSync(
  join(cwd, "scenarios/soak.ts"),
  `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "soak",
  expected: { rate: ${rate}, source: "a bench" },
  timeout: "5s",
  operations: {
    ask: { weight: 2, request: () => ({ path: "/health" }) },
    look: { weight: 1, request: () => ({ path: "/health?again" }) },
  },
});
`,
);
writeFileSync(
  join(cwd, "thresholds.yaml"),
  "version: 1\nprofiles:\n  soak:\n    - all.p95 <= 500ms\n    - all.error_rate <= 1%\n",
);

const args = [cli, "run", "--duration", `${minutes * 60}s`, "--warm-up", "1s", "--quiet"];
const run = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
let verdict = "";
run.stdout.on("data", (text) => {
  verdict += text;
});
const from = Date.now();
let record = "";
const look = setInterval(() => {
  try {
    const status = readFileSync(`/proc/${run.pid}/status`, "utf8");
    const rssMiB = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    const [dir = ""] = readdirSync(join(cwd, "reports"));
    record = join(cwd, "reports", dir, "record.ndjson");
    const minute = (Date.now() - from) / 60_000;
    console.log(
      `minute ${minute.toFixed(1)}: ours ${rssMiB.toFixed(0)} MiB, record ${(statSync(record).size / 1e6).toFixed(2)} MB`,
    );
  } catch {}
}, 30_000);
run.on("close", (code) => {
  clearInterval(look);
  console.log(`exit ${code}: ${verdict.split("\n")[0]}`);
  rmSync(cwd, { recursive: true, force: true });
});
