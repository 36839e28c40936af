import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { arrivalsOf } from "../../src/plan/index.ts";
import { readRecord } from "../../src/record/index.ts";
import { seededRandom } from "../../src/shared/index.ts";
import type { KnownAnswer } from "./known-answers.ts";

// The answers are computed by hand from the oracle's scripted delays. Uniform arrivals unless said.
const rows: readonly Omit<KnownAnswer, "workload">[] = [
  {
    that: "of a constant 20 ms has every percentile at 20 ms plus transport, and passes",
    everyday: true,
    async holds({ run, ask, timeMs, near, ends, closes }) {
      const promises = ["ask.p95 <= 300ms"];
      const args = ["--duration", "8s"];
      const bare = await run({ name: "bare", scenario: "oracle", promises, args });
      const slow = await run({
        name: "constant",
        scenario: "oracle",
        promises,
        faults: ["delay=20ms"],
        args,
      });
      // 100/s for 8 s
      expect(ask(slow).planned).toBe(800);
      for (const p of ["p50_ms", "p90_ms", "p95_ms", "p99_ms"] as const)
        near(slow, p, 20 + timeMs(bare, "p50_ms"));
      ends(slow, "pass");
      closes(slow);
    },
  },
  {
    that: "that freezes 1 s in every 10 s has p95 0.5 s, p99 0.9 s, p99.9 0.99 s, and fails 300 ms",
    everyday: true,
    async holds({ run, near, ends, closes, transportMs }) {
      const known = await run({
        name: "stall",
        scenario: "oracle",
        promises: ["ask.p95 <= 300ms"],
        faults: ["stall=1s/10s"],
        args: ["--duration", "30s"],
      });
      // q > 1 - S/P: S (1 - (1 - q) P/S) = 1 - (1 - q) 10: 0.95 -> 0.5 s, 0.99 -> 0.9 s, 0.999 -> 0.99 s.
      // Arrivals 10 ms apart, three stalls at other offsets each: a rank moves by one arrival, 10 ms.
      near(known, "p95_ms", 500, 10 + transportMs);
      near(known, "p99_ms", 900, 10 + transportMs);
      near(known, "p999_ms", 990, 10 + transportMs);
      near(known, "p50_ms", 0);
      ends(known, "fail");
      closes(known);
    },
  },
  {
    that: "that hangs once for 5 s in 30 s fails p95 <= 1.2 s",
    everyday: false,
    async holds({ run, near, ends, closes, transportMs }) {
      const known = await run({
        name: "hang",
        scenario: "oracle",
        promises: ["ask.p95 <= 1.2s"],
        faults: ["hang=at:15s,for:5s"],
        args: ["--duration", "30s"],
      });
      // 500 of 3000 wait 5 s down to 0: p95 = rank 2850, 350 below the top: 5 - 5 * 150/500 = 3.5 s
      near(known, "p95_ms", 3_500, 30 + transportMs);
      ends(known, "fail");
      closes(known);
    },
  },
  {
    that: "of capacity 160/s under 200/s queues as (R/C - 1) t, and fails",
    everyday: false,
    async holds({ run, near, ends, closes }) {
      const known = await run({
        name: "overload",
        scenario: "oracle",
        promises: ["ask.p95 <= 1200ms"],
        faults: ["capacity=160/s"],
        args: ["--x", "2", "--duration", "20s"],
      });
      // The ramp 100 -> 200/s over 3 s passes 160/s at 1.8 s and leaves 33.3 * 1.2^2 / 2 = 24 waiting = 0.15 s.
      // Then the wait grows by 200/160 - 1 = 0.25 s a second: p50 0.15 + 0.25 * 10 = 2.65 s, p99 0.15 + 0.25 * 19.8 = 5.1 s.
      near(known, "p50_ms", 2_650, 60);
      near(known, "p99_ms", 5_100, 60);
      ends(known, "fail");
      expect(known.summary.levels[0]?.steady).toBe(false);
      closes(known);
    },
  },
  {
    that: "of capacity 97/s under 100/s never passes",
    everyday: false,
    async holds({ run, timeMs, neverPasses, closes }) {
      const known = await run({
        name: "just-over",
        scenario: "oracle",
        promises: ["ask.p95 <= 1.2s"],
        faults: ["capacity=97/s"],
        args: ["--duration", "30s"],
      });
      // By 30 s the wait is 0.031 * 32 = 1 s: the number would pass, the level is not steady.
      expect(timeMs(known, "p95_ms")).toBeLessThan(1_200);
      expect(known.summary.levels[0]?.steady).toBe(false);
      neverPasses(known);
      closes(known);
    },
  },
  {
    that: "with exponential service times (M/M/1 at 0.5) agrees with the Lindley recursion on the same draws",
    everyday: false,
    async holds({ run, near, closes }) {
      const known = await run({
        name: "mm1",
        scenario: "poisson",
        promises: ["ask.p95 <= 1.2s"],
        faults: ["mm1=100/s:7"],
        args: ["--rate", "50", "--duration", "30s"],
      });
      const { header } = readRecord(readFileSync(join(known.dir, "record.ndjson")));
      const steady = header.plan.phases.findIndex(({ kind }) => kind === "steady");
      // One request of the settling came first and took draw 0; from there one draw an arrival, in order.
      let draw = 1;
      let freeAtMs = 0;
      const waits: number[] = [];
      for (const arrival of arrivalsOf(header.plan)) {
        if (arrival.stream !== "load") continue;
        const serviceMs = seededRandom(7, "mm1", draw++).exponential(10);
        const atMs = arrival.intendedUs / 1_000;
        freeAtMs = Math.max(atMs, freeAtMs) + serviceMs;
        if (arrival.phase === steady) waits.push(freeAtMs - atMs);
      }
      waits.sort((a, b) => a - b);
      const rank = (p: number): number => waits[Math.ceil(p * waits.length) - 1] ?? Number.NaN;
      near(known, "p50_ms", rank(0.5), 2);
      near(known, "p95_ms", rank(0.95), 2);
      near(known, "p99_ms", rank(0.99), 2);
      closes(known);
    },
  },
  {
    that: "that never answers 1 in 50 has 2 % errors, p95 as scripted, p99 beyond the timeout, and fails 1 %",
    everyday: true,
    async holds({ run, ask, near, ends, closes }) {
      const known = await run({
        name: "never",
        scenario: "impatient",
        promises: ["ask.error_rate <= 1%", "ask.p95 <= 300ms", "ask.p99 <= 900ms"],
        faults: ["delay=20ms", "never=1/50"],
        args: ["--duration", "20s"],
      });
      // 2000 arrivals, every 50th: 40 timeouts
      expect(ask(known).timeout).toBe(40);
      expect(ask(known).error_ratio).toBe(0.02);
      near(known, "p95_ms", 20);
      expect(ask(known).response_time.p99_ms).toBe(">1000");
      ends(known, "fail");
      expect(known.summary.objectives.map(({ state }) => state)).toEqual(["broken", "held", "broken"]);
      closes(known);
    },
  },
  {
    that: "that answers 2 % with 503 at once has 2 % errors by status, good ones as scripted, and fails 1 %",
    everyday: false,
    async holds({ run, ask, near, ends, closes }) {
      const known = await run({
        name: "fast-503",
        scenario: "oracle",
        promises: ["ask.error_rate <= 1%", "ask.p99 <= 300ms"],
        faults: ["error=503:2%", "delay=20ms"],
        args: ["--duration", "20s"],
      });
      expect(ask(known).bad_by_status).toEqual({ "503": 40 });
      expect(ask(known).error_ratio).toBe(0.02);
      near(known, "p99_ms", 20);
      ends(known, "fail");
      expect(known.summary.objectives.map(({ state }) => state)).toEqual(["broken", "held"]);
      closes(known);
    },
  },
  {
    that: "that answers 2 % with 504 after 3 s fails p99 <= 1 s as well",
    everyday: false,
    async holds({ run, ask, ends, closes }) {
      const known = await run({
        name: "slow-504",
        scenario: "oracle",
        promises: ["ask.error_rate <= 1%", "ask.p99 <= 1s"],
        faults: ["error=504:2%:3s"],
        args: ["--duration", "20s"],
      });
      expect(ask(known).bad_by_status).toEqual({ "504": 40 });
      expect(known.summary.objectives.map(({ state }) => state)).toEqual(["broken", "broken"]);
      ends(known, "fail");
      closes(known);
    },
  },
  {
    that: "that closes each connection after 20 responses loses and shifts nothing",
    everyday: false,
    async holds({ run, ask, near, ends, closes, reconnects }) {
      const known = await run({
        name: "close",
        scenario: "oracle",
        promises: ["ask.error_rate <= 1%", "ask.p95 <= 300ms"],
        faults: ["close=20", "delay=20ms"],
        args: ["--duration", "20s"],
      });
      expect(ask(known).good).toBe(2_000);
      near(known, "p50_ms", 20);
      // 2200 requests with the warm-up, a new connection for every 20
      expect(reconnects(known)).toBeGreaterThanOrEqual(2_000 / 20 - 10);
      ends(known, "pass");
      closes(known);
    },
  },
  {
    that: "of 96 x 3 ms and 6 x 1502 ms has p95 at rank 97: 1502 ms",
    everyday: false,
    async holds({ run, ask, near, neverPasses, closes }) {
      const known = await run({
        name: "cycle",
        scenario: "oracle",
        promises: ["ask.p95 <= 1200ms"],
        faults: ["cycle=3msx96,1502msx6"],
        args: ["--rate", "10.2", "--duration", "10s"],
      });
      // 10.2/s for 10 s: 102 arrivals, one whole cycle wherever it begins. ceil(0.95 * 102) = 97.
      expect(ask(known).planned).toBe(102);
      near(known, "p95_ms", 1_502);
      near(known, "p50_ms", 3);
      neverPasses(known);
      closes(known);
    },
  },
  {
    that: "measured by a generator that is blocked 300 ms every 2 s is invalid, with the cause named",
    everyday: false,
    // It blocks the event loop that all its arrivals share; k6 runs each in a thread of its own.
    suits: (engine) => engine !== "k6",
    async holds({ run, closes }) {
      const known = await run({
        name: "blocked",
        scenario: "blocked",
        promises: ["ask.p95 <= 1200ms"],
        args: ["--duration", "10s", "-e", `SPIN=${spinsFor(400)}`],
      });
      expect(known.summary.verdict).toBe("invalid");
      expect(known.said.code).toBe(4);
      const broken = known.summary.validity.filter(({ holds }) => holds === false).map(({ check }) => check);
      expect(broken).toContain("late_seconds");
      expect(broken).toContain("longest_pause");
      closes(known);
    },
  },
  {
    that: "asked 5 times cannot decide a p99: inconclusive, announced before traffic",
    everyday: false,
    async holds({ run, ask, closes }) {
      const known = await run({
        name: "few",
        scenario: "oracle",
        promises: ["ask.p99 <= 1s"],
        args: ["--rate", "1", "--duration", "5s"],
      });
      expect(ask(known).planned).toBe(5);
      expect(known.summary.verdict).toBe("inconclusive");
      expect(known.said.code).toBe(3);
      const announced = known.said.stderr.indexOf("cannot be decided by this plan: ask.p99 <= 1s");
      expect(announced).toBeGreaterThanOrEqual(0);
      expect(announced).toBeLessThan(known.said.stderr.indexOf("driving "));
      closes(known);
    },
  },
  {
    that: "of which nothing is good for 30 s is stopped, the rest is shed, and it fails",
    everyday: false,
    async holds({ run, ask, ends, closes }) {
      const known = await run({
        name: "dead",
        scenario: "impatient",
        promises: ["ask.p95 <= 300ms"],
        faults: ["hang=at:4s,for:300s"],
        args: ["--rate", "20", "--duration", "60s"],
      });
      expect(ask(known).shed).toBeGreaterThan(0);
      ends(known, "fail");
      expect(known.summary.reasons.join("\n")).toContain("nothing good for 30s");
      closes(known);
    },
  },
];

export const OPEN_ANSWERS: readonly KnownAnswer[] = rows.map((row) => ({ ...row, workload: "open" }));

/** Loop turns that take about `wantedMs` here, measured now: the scenario itself has no clock. */
function spinsFor(wantedMs: number): number {
  const turns = 20_000_000;
  const from = performance.now();
  let x = 1;
  for (let i = 0; i < turns; i++) x = Math.imul(x, 48_271) ^ i;
  const tookMs = performance.now() - from + (x === 0.5 ? 1 : 0);
  return Math.round((turns * wantedMs) / tookMs);
}
