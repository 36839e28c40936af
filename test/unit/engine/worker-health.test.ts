import { afterEach, expect, test } from "vitest";
import {
  type Counters,
  type WorkerHealth,
  watchWorkerHealth,
} from "../../../src/engine/native/worker-health.ts";

const opened: WorkerHealth[] = [];
afterEach(() => {
  for (const health of opened.splice(0)) health.close();
});

function watch(): WorkerHealth {
  const health = watchWorkerHealth(3);
  opened.push(health);
  return health;
}
const interval = (index: number) => ({ index, phase: 0, startUs: index * 10e6, endUs: (index + 1) * 10e6 });
const counters = (counts: Partial<Counters>): Counters => ({
  connects: 0,
  reconnects: 0,
  overflow: 0,
  inFlight: 0,
  ...counts,
});

test("late arrivals are counted in their second of their interval", () => {
  const health = watch();
  // Interval 2 begins at 20 s: its seconds 0 and 4.
  health.late(interval(2), 20.1e6);
  health.late(interval(2), 24.9e6);
  health.late(interval(2), 24.0e6);
  const [line] = health.take([2], counters({}));
  expect(line).toMatchObject({ kind: "generator", interval: 2, worker: 3, late: { "0": 1, "4": 2 } });
  expect(health.take([3], counters({}))[0]).not.toHaveProperty("late");
});

test("lateness of an interval already reported comes in a line of its own, first", () => {
  const health = watch();
  health.take([0], counters({}));
  health.late(interval(0), 9.5e6);
  expect(health.take([1], counters({}))).toMatchObject([
    { interval: 0, worker: 3, late: { "9": 1 } },
    { interval: 1, worker: 3 },
  ]);
});

test("counts since the last report are given once, also when several intervals ended", () => {
  const health = watch();
  health.unreleased();
  const [first, second] = health.take([0, 1], counters({ connects: 8, reconnects: 2, overflow: 1 }));
  expect(first).toMatchObject({ own_unreleased: 1, connects: 8, reconnects: 2, overflow: 1 });
  expect(second).not.toHaveProperty("connects");
  expect(health.take([2], counters({ connects: 9, reconnects: 2, overflow: 1 }))[0]).toMatchObject({
    own_unreleased: 0,
    connects: 1,
    reconnects: 0,
    overflow: 0,
  });
});

test("the most in flight carries over from what is open", () => {
  const health = watch();
  health.inFlight(7);
  expect(health.take([0], counters({ inFlight: 5 }))[0]?.max_in_flight).toBe(7);
  expect(health.take([1], counters({}))[0]?.max_in_flight).toBe(5);
});

test("what is counted after the last interval is told of it", () => {
  const health = watch();
  health.take([4], counters({}));
  expect(health.take([], counters({}))).toEqual([]);
  health.unreleased();
  expect(health.take([], counters({}))).toMatchObject([{ interval: 4, own_unreleased: 1 }]);
});

test("a blocked event loop shows as the longest pause, the heartbeat's own period taken off", async () => {
  const health = watch();
  health.begin();
  const turn = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await turn(60);
  health.take([0], counters({}));
  const untilMs = performance.now() + 200;
  while (performance.now() < untilMs);
  await turn(60);
  const pauseUs = health.take([1], counters({}))[0]?.longest_pause_us ?? 0;
  // Blocked 200 ms, of which up to one period (20 ms) had passed already or would have been waited anyway.
  expect(pauseUs).toBeGreaterThan(175_000);
});
