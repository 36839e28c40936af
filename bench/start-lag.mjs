// Start lag and response time of the native engine against the embedded service's oracle, one level a rate.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "slo-bench-"));
writeFileSync(
  join(dir, "lag.ts"),
  `import { defineScenario } from "slo-harness";
export default defineScenario({ name: "lag", expected: { rate: 1, source: "bench" }, timeout: "5s", operations: { ask: { request: () => ({ path: "/oracle" }) } } });`,
);
writeFileSync(join(dir, "thresholds.yaml"), 'version: 1\nprofiles:\n  lag: ["ask.p95 <= 1s"]\n');
console.log(
  "rate/s   response time p50 / p95 / p99 / p99.9 ms   service p50 ms   start lag p99 ms   verdict",
);
for (const rate of [200, 1000, 2000]) {
  const args = [
    cli,
    "run",
    "-p",
    "lag.ts",
    "--rate",
    String(rate),
    "--duration",
    "20s",
    "--warm-up",
    "5s",
    "--json",
    "--quiet",
    "--out",
    "out",
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: dir, encoding: "utf8", maxBuffer: 1e8 });
  const { levels, validity, verdict } = JSON.parse(stdout);
  const { response_time: r, service_time: s } = levels[0].operations.ask;
  const lag = validity.find(({ check }) => check === "start_lag_p99");
  console.log(
    `${String(rate).padEnd(8)} ${r.p50_ms} / ${r.p95_ms} / ${r.p99_ms} / ${r.p999_ms}   ${s.p50_ms}   ${lag.observed} ${lag.unit}   ${verdict}`,
  );
}
rmSync(dir, { recursive: true, force: true });
