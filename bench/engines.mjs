// Cost per request and times of every engine, side by side on the same small server: users at a steady load, so that all three can do it.
// node bench/engines.mjs [users, default 10] [seconds, default 15]
import { project, sloRun, smallServer } from "./support.mjs";

const users = Number(process.argv[2] ?? 10);
const seconds = Number(process.argv[3] ?? 15);
const ROUNDS = 2;
const server = await smallServer();
const { dir, remove } = project();

/** One run: CPU of the generator's processes and requests, both of the steady level's middle, between two looks. */
async function once(engine) {
  const looks = [];
  const args = ["--engine", engine, "--workload", "closed", "--users", String(users), "--target", server.url];
  const { code, summary } = await sloRun(
    dir,
    [...args, "--duration", `${seconds}s`, "--warm-up", "3s"],
    (family, atS) => looks.push({ atS, cpuS: [...family.values()].reduce((sum, { cpuS }) => sum + cpuS, 0) }),
  );
  if (summary === null) return null;
  // The first 5 s hold start, warm-up and settling; the last two the reports.
  const within = looks.filter(({ atS }) => atS >= 6 && atS <= seconds + 2);
  const [first, last] = [within[0], within.at(-1)];
  const { achieved_per_s, operations } = summary.levels[0];
  const cpuPerS = (last.cpuS - first.cpuS) / (last.atS - first.atS);
  const { service_time: s, error_ratio } = operations.ask;
  return {
    code,
    perS: achieved_per_s,
    cores: cpuPerS,
    cost: (cpuPerS / achieved_per_s) * 10_000,
    p50: s.p50_ms,
    p95: s.p95_ms,
    p99: s.p99_ms,
    error_ratio,
  };
}

const engines = ["native", "autocannon", "k6"];
const found = new Map(engines.map((engine) => [engine, []]));
// Interleaved, so that all see the same machine.
for (let round = 0; round < ROUNDS; round++) {
  for (const engine of engines) {
    const one = await once(engine);
    if (one === null) console.log(`${engine}: not available (see above)`);
    else found.get(engine).push(one);
  }
}
server.stop();
remove();

const best = (list) => [...list].sort((a, b) => a.cost - b.cost)[0];
const base = best(found.get("native"));
console.log(
  `\n${users} users, ${seconds} s, the better of ${ROUNDS} interleaved runs; the server shares the machine\n`,
);
console.log(
  "engine      CPU s per 10,000 requests   ratio   requests/s   cores   service time p50 / p95 / p99 ms   errors",
);
for (const [engine, runs] of found) {
  const one = best(runs);
  if (one === undefined) continue;
  const figures = [
    engine.padEnd(12),
    one.cost.toFixed(2).padEnd(28),
    (one.cost / base.cost).toFixed(2).padEnd(8),
    one.perS.toFixed(0).padEnd(13),
    one.cores.toFixed(2).padEnd(8),
    `${one.p50} / ${one.p95} / ${one.p99}`.padEnd(34),
    `${(one.error_ratio * 100).toFixed(2)} %`,
  ];
  console.log(figures.join(""));
}
