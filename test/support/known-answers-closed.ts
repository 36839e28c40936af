import { expect } from "vitest";
import type { KnownAnswer, Stage } from "./known-answers.ts";
import type { Known } from "./known-run.ts";

/** How many of the arrivals asked between two moments can be one more or less than their share: those under way at either. */
const AT_THE_EDGES = 2;

/** Every n-th request is scripted to end so: its share of what was asked, but for the edges of the level. */
function isShare(count: number, planned: number, every: number): void {
  expect(Math.abs(count - planned / every)).toBeLessThanOrEqual(AT_THE_EDGES);
}

// 10 users unless said, who ask again as soon as they are answered: service time alone, and counts that follow from it.
const rows: readonly Omit<KnownAnswer, "workload">[] = [
  {
    that: "of a constant 20 ms has every percentile of service time at 20 ms plus transport, and passes",
    everyday: true,
    async holds({ run, ask, near, ends, closes }) {
      const known = await run({
        name: "constant",
        scenario: "oracle",
        promises: ["ask.service.p95 <= 300ms", "ask.p95 <= 300ms"],
        faults: ["delay=20ms"],
        args: ["--users", "5", "--duration", "8s"],
      });
      for (const p of ["p50_ms", "p90_ms", "p95_ms", "p99_ms"] as const) near(known, p, 20);
      // 5 users for 8 s at 20 ms or more: at most 8 s / 20 ms = 400 each, and the one under way at the start.
      expect(ask(known).planned).toBeLessThanOrEqual(5 * 401);
      expect(ask(known).good).toBe(ask(known).planned);
      expect(known.summary.objectives.map(({ state }) => state)).toEqual(["held", "not_in_plan"]);
      expect(ask(known).response_time.p95_ms).toBe("none");
      ends(known, "pass");
      closes(known);
    },
  },
  {
    that: "of capacity 100/s serves 10 users in 100 ms each, and fails 50 ms",
    everyday: true,
    async holds({ run, ask, near, ends, closes }) {
      const known = await run({
        name: "capacity",
        scenario: "oracle",
        promises: ["ask.service.p95 <= 50ms"],
        faults: ["capacity=100/s"],
        args: ["--duration", "8s"],
      });
      // Little's law: 10 users / 100 per second = 100 ms each, all of it waiting for the other nine.
      for (const p of ["p50_ms", "p95_ms", "p99_ms"] as const) near(known, p, 100);
      // 100/s for 8 s, and the 10 under way at the start; fewer where the machine keeps users from asking at once.
      expect(ask(known).planned).toBeLessThanOrEqual(810);
      expect(ask(known).planned).toBeGreaterThan(600);
      ends(known, "fail");
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
        promises: ["ask.error_rate <= 1%", "ask.service.p95 <= 300ms", "ask.service.p99 <= 900ms"],
        faults: ["delay=20ms", "never=1/50"],
        args: ["--duration", "10s"],
      });
      const { planned, timeout, service_time } = ask(known);
      isShare(timeout, planned, 50);
      near(known, "p95_ms", 20);
      expect(service_time.p99_ms).toBe(">1000");
      ends(known, "fail");
      expect(known.summary.objectives.map(({ state }) => state)).toEqual(["broken", "held", "broken"]);
      closes(known);
    },
  },
  {
    that: "that hangs once for 5 s in 30 s never passes, though users who wait hide it from p95",
    everyday: false,
    async holds({ run, timeMs, neverPasses, closes }) {
      const known = await run({
        name: "hang",
        scenario: "oracle",
        promises: ["ask.service.p95 <= 1.2s"],
        faults: ["delay=20ms", "hang=at:15s,for:5s"],
        args: ["--duration", "30s"],
      });
      // One wait a user: 10 of 10 x 25 s / 20 ms = 12500 at most.
      expect(timeMs(known, "p95_ms")).toBeLessThan(1_200);
      expect(timeMs(known, "max_ms")).toBeGreaterThan(4_000);
      expect(known.summary.levels[0]?.steady).toBe(false);
      neverPasses(known);
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
        promises: ["ask.error_rate <= 1%", "ask.service.p99 <= 300ms"],
        faults: ["error=503:2%", "delay=20ms"],
        args: ["--duration", "10s"],
      });
      isShare(ask(known).bad_by_status["503"] ?? 0, ask(known).planned, 50);
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
        promises: ["ask.error_rate <= 1%", "ask.service.p99 <= 1s"],
        faults: ["error=504:2%:3s", "delay=20ms"],
        args: ["--duration", "20s"],
      });
      isShare(ask(known).bad_by_status["504"] ?? 0, ask(known).planned, 50);
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
        promises: ["ask.error_rate <= 1%", "ask.service.p95 <= 300ms"],
        faults: ["close=20", "delay=20ms"],
        args: ["--duration", "10s"],
      });
      const { planned, good } = ask(known);
      expect(good).toBe(planned);
      near(known, "p50_ms", 20);
      // A new connection for every 20 requests of the level, but for the last of each user.
      expect(reconnects(known)).toBeGreaterThanOrEqual(planned / 20 - 10);
      ends(known, "pass");
      closes(known);
    },
  },
  {
    that: "asked 5 times cannot decide a p99: inconclusive",
    everyday: false,
    async holds({ run, ask, closes }) {
      const known = await run({
        name: "few",
        scenario: "oracle",
        promises: ["ask.service.p99 <= 3s"],
        faults: ["delay=1s"],
        args: ["--users", "1", "--duration", "5s"],
      });
      // One user, 1 s each, for 5 s; the first may begin up to 1 s into the level.
      expect(ask(known).planned).toBeLessThanOrEqual(6);
      expect(ask(known).planned).toBeGreaterThan(2);
      expect(known.summary.verdict).toBe("inconclusive");
      expect(known.said.code).toBe(3);
      closes(known);
    },
  },
  {
    that: "of which nothing is good for 30 s is stopped, and it fails",
    everyday: false,
    async holds({ run, ends, closes }: Stage) {
      const known: Known = await run({
        name: "dead",
        scenario: "impatient",
        promises: ["ask.error_rate <= 5%"],
        faults: ["hang=at:4s,for:300s"],
        args: ["--duration", "60s"],
      });
      ends(known, "fail");
      expect(known.summary.reasons.join("\n")).toContain("nothing good for 30s");
      closes(known);
    },
  },
];

export const CLOSED_ANSWERS: readonly KnownAnswer[] = rows.map((row) => ({ ...row, workload: "closed" }));
