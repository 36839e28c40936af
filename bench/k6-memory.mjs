// Resident memory of k6 at 1,000 arrivals/s, every 10 s, and its trend, with what explains its steps: each request that was ever open at
// once has a virtual user, and k6 keeps them. node bench/k6-memory.mjs [minutes, default 10]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { project, sloRun, smallServer } from "./support.mjs";

const minutes = Number(process.argv[2] ?? 10);
const server = await smallServer();
const { dir, remove } = project();
const series = [];
let grown = { open: 0, atS: 0 };
const mostOpen = () => {
  const [run] = readdirSync(join(dir, "out"));
  const record = readFileSync(join(dir, "out", run, "record.ndjson"), "utf8");
  return Math.max(0, ...[...record.matchAll(/"max_in_flight":(\d+)/g)].map(([, most]) => Number(most)));
};
const { code, summary } = await sloRun(
  dir,
  [
    "--engine",
    "k6",
    "--rate",
    "1000",
    "--duration",
    `${minutes * 60}s`,
    "--warm-up",
    "10s",
    "--target",
    server.url,
  ],
  (family, atS) => {
    const k6 = [...family.values()].find(({ name }) => name === "k6");
    if (k6 === undefined) return;
    series.push({ atS, rssMiB: k6.rssMiB });
    if (series.length % 10 !== 0) return;
    const open = mostOpen();
    if (open > grown.open) grown = { open, atS };
    console.log(
      `${atS.toFixed(0).padStart(4)} s   ${k6.rssMiB.toFixed(1)} MiB   most open at once so far: ${open}`,
    );
  },
);
server.stop();
remove();
if (summary === null || series.length === 0) {
  console.log("no k6 was seen: build it with `slo k6 build`");
  process.exit(1);
}

/** Least squares from 30 s after the last virtual user came to be. */
const settled = series.filter(({ atS }) => atS > grown.atS + 30);
if (settled.length < 30) {
  console.log(
    `virtual users came to be until ${grown.atS.toFixed(0)} s: too late for a trend; run it longer, or with less beside it`,
  );
  process.exit(1);
}
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
const [t, m] = [mean(settled.map(({ atS }) => atS)), mean(settled.map(({ rssMiB }) => rssMiB))];
const slope =
  settled.reduce((sum, { atS, rssMiB }) => sum + (atS - t) * (rssMiB - m), 0) /
  settled.reduce((sum, { atS }) => sum + (atS - t) ** 2, 0);
const third = Math.floor(settled.length / 3);
const [early, late] = [settled.slice(0, third), settled.slice(-third)].map((part) =>
  mean(part.map(({ rssMiB }) => rssMiB)),
);
const { operations, achieved_per_s } = summary.levels[0];
console.log(
  `exit ${code}; ${achieved_per_s}/s, ${operations.ask.planned} requests; mean ${m.toFixed(1)} MiB, peak ${Math.max(...series.map(({ rssMiB }) => rssMiB)).toFixed(1)} MiB`,
);
console.log(
  `from ${(grown.atS + 30).toFixed(0)} s, ${grown.open} virtual users: first third ${early.toFixed(1)} MiB, last third ${late.toFixed(1)} MiB; slope ${(slope * 60).toFixed(2)} MiB a minute`,
);
