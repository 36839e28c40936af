// A synthesised record of 24 h at 1,000/s: its size, then time and peak memory of judging it and of making its report.
// node bench/day.mjs [hours] [rate per second] [--keep]
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [hours = 24, rate = 1000] = process.argv
  .slice(2)
  .filter((arg) => !arg.startsWith("-"))
  .map(Number);
const keep = process.argv.includes("--keep");
const cli = process.env.SLO_CLI ?? join(root, "dist/cli.js");
const dir = mkdtempSync(join(tmpdir(), "slo-day-"));

const THRESHOLDS = `version: 1
profiles:
  soak:
    - recall.p95 <= 1200ms
    - recall.p95 <= 1200ms in any 10m
    - recall.p99 <= 2s in any 1h
    - write.p95 <= 800ms
    - all.error_rate <= 2%
    - all.delivered >= 99%
    - health.p95 < 50ms
    - all.good >= 99% over 30d
    - recall.p95.drift <= 10% per 1h
    - write.error_rate.drift <= 0.1% per 1h
    - target.rss.growth <= 20MB per 1h
    - target.rss <= 2GB
`;

/** The rooms that write a record, bundled from src/. */
async function rooms() {
  const entry = ["plan", "measure", "record", "shared"].map(
    (room) => `export * from "./src/${room}/index.ts";`,
  );
  const file = join(dir, "rooms.mjs");
  await build({
    stdin: { contents: entry.join("\n"), resolveDir: root, loader: "ts" },
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
  // Packages are found from the repository.
  const inside = join(root, "node_modules/.cache");
  const { mkdirSync, copyFileSync } = await import("node:fs");
  mkdirSync(inside, { recursive: true });
  const linked = join(inside, `day-rooms-${process.pid}.mjs`);
  copyFileSync(file, linked);
  try {
    return await import(pathToFileURL(linked).href);
  } finally {
    rmSync(linked, { force: true });
  }
}

const {
  compilePlan,
  countArrivals,
  countBetween,
  intervalsOf,
  inFlightCapOf,
  encodeLine,
  encodeTally,
  tallyOf,
  digest,
} = await rooms();

const S = 1e6;
const operations = [
  { name: "recall", kind: "request", weight: 2, timeoutUs: 5 * S },
  { name: "write", kind: "request", weight: 1, timeoutUs: 5 * S },
];
const plan = compilePlan({
  profile: "soak",
  workload: "open",
  arrivals: "poisson",
  seed: 1,
  expected: { rate, users: null, source: "a bench" },
  levels: [{ x: 1, steadyUs: hours * 3600 * S }],
  recoveryUs: 0,
  operations,
  probes: [{ name: "health", ratePerSec: 5, timeoutUs: 5 * S }],
});
const intervals = intervalsOf(plan);

let state = 0x2545f491;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
};
/** Times to draw from: log-normal around a median, as services have them. */
function times(medianUs, spread) {
  return Float64Array.from({ length: 65_536 }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(1, Math.round(medianUs * Math.exp(spread * normal)));
  });
}
const service = { recall: times(18_000, 0.6), write: times(9_000, 0.5), health: times(900, 0.4) };
const lag = times(150, 0.5);
const draw = (from, count, more = 0) => {
  const drawn = new Array(count);
  for (let i = 0; i < count; i++) drawn[i] = from[Math.floor(random() * 65_536)] + more;
  return encodeTally(tallyOf(drawn));
};

const path = join(dir, "record.ndjson");
const file = openSync(path, "w");
let pending = [];
const put = (line) => {
  pending.push(encodeLine(line));
  if (pending.length < 500) return;
  writeSync(file, pending.join(""));
  pending = [];
};
const cap = inFlightCapOf(plan);
put({
  kind: "header",
  schema: "slo/record/v1",
  run_id: "20260101-000000-soak-1x-0000",
  started_at: "2026-01-01T00:00:00.000Z",
  tool: { name: "slo-harness", version: "0.0.0" },
  engine: { name: "native", version: "0.0.0", workers: 1 },
  plan,
  arrivals: countArrivals(plan).map((counts) => Object.fromEntries(counts)),
  scenario: { name: "soak", file: "scenarios/soak.ts", digest: digest("scenario") },
  thresholds: { file: "thresholds.yaml", text: THRESHOLDS, digest: digest(THRESHOLDS) },
  target: {
    url: "http://target.example:8080",
    embedded: false,
    build: "1",
    same_machine: false,
    addresses: ["192.0.2.1"],
    insecure: false,
  },
  in_flight_cap: { wanted: cap, granted: cap, limited_by: null },
  labels: {},
  env: {},
  populated: null,
  git: null,
  host: {
    hostname: "generator.example",
    platform: "linux",
    arch: "x64",
    cpus: 2,
    cpu_model: "a model",
    memory_bytes: 2 ** 33,
    node: process.version,
  },
  signals: ["rss", "cpu", "fds", "threads"].map((name) => ({
    name,
    unit: { rss: "bytes", cpu: "ratio" }[name] ?? "count",
    source: "a bench",
  })),
  notices: [],
});
put({ kind: "origin", at_us: 0, wall_at: "2026-01-01T00:00:00.000Z" });

const began = performance.now();
const counted = countBetween(plan, [...intervals.map(({ startUs }) => startUs), intervals.at(-1).endUs]);
/** As a worker writes them: counts every 5 s, the times when the interval is over, and what was open then after it. */
for (const { index, startUs, endUs } of intervals) {
  const reports = Math.max(1, Math.round((endUs - startUs) / (5 * S)));
  for (const [operation, planned] of counted[index]) {
    const bad = Math.round(planned * 0.001);
    const good = planned - bad;
    const late = Math.min(good, 20);
    const share = (n, part) => Math.floor((n * (part + 1)) / reports) - Math.floor((n * part) / reports);
    for (let part = 0; part < reports; part++) {
      const answered = share(good - late, part);
      const counts = {
        planned: share(planned, part),
        released: share(planned, part),
        good: answered,
        ...(share(bad, part) > 0 ? { bad: share(bad, part) } : {}),
        completed: answered + share(bad, part),
        good_done: answered,
      };
      const by = share(bad, part) > 0 ? { by: { bad: { 503: share(bad, part) } } } : {};
      const last = part === reports - 1;
      const series = last
        ? {
            series: {
              response_time: draw(service[operation], good - late, 150),
              service_time: draw(service[operation], good - late),
              start_lag: draw(lag, planned),
              ...(bad > 0
                ? {
                    response_time_not_good: draw(service[operation], bad, 150),
                    service_time_not_good: draw(service[operation], bad),
                  }
                : {}),
            },
          }
        : {};
      put({ kind: "interval", interval: index, operation, counts, ...by, ...series });
    }
    if (late > 0) {
      put({
        kind: "interval",
        interval: index,
        operation,
        counts: { good: late, completed: late, good_done: late },
        series: {
          response_time: draw(service[operation], late, 150),
          service_time: draw(service[operation], late),
        },
      });
    }
  }
  const health = {
    loop_utilisation: 0.2 + 0.1 * random(),
    longest_pause_us: 3_000,
    throttled: 0,
    max_in_flight: 60,
  };
  put({
    kind: "generator",
    interval: index,
    worker: 0,
    own_unreleased: 0,
    ...health,
    connects: 0,
    reconnects: 0,
    overflow: 0,
    cpu_cores: 0.3,
    rss_bytes: 130e6,
  });
  const signals = {
    rss: Math.round(200e6 + 5e6 * random()),
    cpu: 0.5 + 0.1 * random(),
    fds: 60,
    threads: 11,
  };
  put({ kind: "target", interval: index, signals });
}
put({ kind: "footer", at_us: intervals.at(-1).endUs, ended: { kind: "complete" } });
writeSync(file, pending.join(""));
closeSync(file);
const arrivals = counted.reduce((sum, spans) => sum + [...spans.values()].reduce((a, b) => a + b, 0), 0);
console.log(
  `${hours} h at ${rate}/s: ${arrivals} arrivals in ${intervals.length} intervals, ${(statSync(path).size / 1e6).toFixed(1)} MB ` +
    `(written in ${((performance.now() - began) / 1000).toFixed(0)} s)`,
);

/** Runs the CLI and tells how long it took, and by /proc how much processor time and memory (Linux). */
async function timed(args) {
  const from = performance.now();
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  let peakMiB = 0;
  let cpuS = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      peakMiB = Math.max(peakMiB, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
      cpuS = Math.max(cpuS, (Number(fields[11]) + Number(fields[12])) / 100);
    } catch {}
  }, 20);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(look);
  const tookS = (performance.now() - from) / 1000;
  console.log(
    `slo ${args[0]}: ${tookS.toFixed(1)} s (${cpuS.toFixed(1)} s of processors), peak ${peakMiB.toFixed(0)} MiB, exit ${code}; ${said.split("\n")[0]}`,
  );
}
await timed(["judge", dir]);
await timed(["report", dir]);
if (keep) console.log(dir);
else rmSync(dir, { recursive: true, force: true });
