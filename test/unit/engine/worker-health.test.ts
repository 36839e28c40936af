import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Counters, watchWorkerHealth } from "../../../src/engine/native/worker-health.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const interval = (index: number) => ({ index, phase: 0, startUs: index * 10e6, endUs: (index + 1) * 10e6 });
const counters = (counts: Partial<Counters> = {}): Counters => ({
  connects: 0,
  reconnects: 0,
  overflow: 0,
  inFlight: 0,
  ...counts,
});

/** Five intervals of 10 s. `stall` moves the clock on with no turn of the event loop in between. */
function watch() {
  let stalledUs = 0;
  const intervals = [0, 1, 2, 3, 4].map(interval);
  const health = watchWorkerHealth(3, intervals, () => Date.now() * 1e3 + stalledUs);
  health.begin();
  const stall = (ms: number): void => {
    stalledUs += ms * 1e3;
  };
  return { health, stall };
}

test("late arrivals are counted in their second of their interval", () => {
  const { health } = watch();
  // Interval 2 begins at 20 s: its seconds 0 and 4.
  health.late(interval(2), 20.1e6);
  health.late(interval(2), 24.9e6);
  health.late(interval(2), 24.0e6);
  const [line] = health.take([2], counters());
  expect(line).toMatchObject({ kind: "generator", interval: 2, worker: 3, late: { "0": 1, "4": 2 } });
  expect(health.take([3], counters())[0]).not.toHaveProperty("late");
});

test("lateness of an interval already reported comes in a line of its own, first", () => {
  const { health } = watch();
  health.take([0], counters());
  health.late(interval(0), 9.5e6);
  expect(health.take([1], counters())).toMatchObject([
    { interval: 0, worker: 3, late: { "9": 1 } },
    { interval: 1, worker: 3 },
  ]);
});

test("counts since the last report are given once, also when several intervals ended", () => {
  const { health } = watch();
  const [first, second] = health.take([0, 1], counters({ connects: 8, reconnects: 2, overflow: 1 }));
  expect(first).toMatchObject({ connects: 8, reconnects: 2, overflow: 1 });
  expect(second).not.toHaveProperty("connects");
  expect(health.take([2], counters({ connects: 9, reconnects: 2, overflow: 1 }))[0]).toMatchObject({
    connects: 1,
    reconnects: 0,
    overflow: 0,
  });
});

test("an arrival never sent counts in its own interval", () => {
  const { health } = watch();
  health.unreleased(interval(1));
  const [first, second] = health.take([0, 1], counters());
  expect([first?.own_unreleased, second?.own_unreleased]).toEqual([0, 1]);
  health.unreleased(interval(1));
  expect(health.take([], counters())).toEqual([
    { kind: "generator", interval: 1, worker: 3, own_unreleased: 1 },
  ]);
});

test("the most in flight carries over from what is open", () => {
  const { health } = watch();
  vi.advanceTimersByTime(20_000);
  health.inFlight(7);
  expect(health.take([0], counters({ inFlight: 5 }))[0]?.max_in_flight).toBe(7);
  expect(health.take([1], counters())[0]?.max_in_flight).toBe(5);
});

test("reports inside an interval lose nothing of it", () => {
  const { health, stall } = watch();
  health.inFlight(7);
  vi.advanceTimersByTime(1_000);
  stall(300);
  vi.advanceTimersByTime(20);
  // Second by second, with nothing to carry the figures: a pause in the second second, 7 in flight, 2 connects.
  for (let s = 2; s < 10; s++) {
    expect(health.take([], counters({ inFlight: 1, connects: 2 }))).toEqual([]);
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(1_000);
  expect(health.take([0], counters({ inFlight: 1, connects: 2 }))).toMatchObject([
    { interval: 0, max_in_flight: 7, connects: 2, longest_pause_us: 300_000 },
  ]);
  // All told: the next interval begins afresh.
  vi.advanceTimersByTime(10_000);
  expect(health.take([1], counters({ connects: 2 }))).toMatchObject([
    { interval: 1, max_in_flight: 1, connects: 0, longest_pause_us: 0 },
  ]);
});

test("a pause counts in each interval that it touched, also one still under way", () => {
  const { health, stall } = watch();
  vi.advanceTimersByTime(9_900);
  // From 9.9 s to 20.1 s, and reported on before the heartbeat: 10.2 s less the heartbeat's 20 ms.
  stall(10_200);
  const first = health.take([0, 1], counters());
  vi.advanceTimersByTime(20);
  const second = health.take([2], counters());
  vi.advanceTimersByTime(10_000);
  const third = health.take([3], counters());
  expect([...first, ...second, ...third].map((line) => line.longest_pause_us)).toEqual([
    10_180_000, 10_180_000, 10_200_000, 0,
  ]);
});

test("intervals that a stop cut off have their lines too, with nothing in them", () => {
  const { health } = watch();
  health.inFlight(4);
  vi.advanceTimersByTime(15_000);
  const lines = health.take([0, 1, 2, 3, 4], counters({ inFlight: 2 }));
  expect(lines.map((line) => line.interval)).toEqual([0, 1, 2, 3, 4]);
  expect(lines.map((line) => line.max_in_flight)).toEqual([4, 4, 0, 0, 0]);
  for (const line of lines.slice(2)) expect(line).toMatchObject({ loop_utilisation: 0, longest_pause_us: 0 });
});

test("what is counted after the last interval is told of it", () => {
  const { health } = watch();
  health.take([0, 1, 2, 3, 4], counters());
  expect(health.take([], counters())).toEqual([]);
  expect(health.take([], counters({ reconnects: 1 }))).toEqual([
    { kind: "generator", interval: 4, worker: 3, overflow: 0, connects: 0, reconnects: 1 },
  ]);
  expect(health.take([], counters({ reconnects: 1 }))).toEqual([]);
});

test("a blocked event loop shows as the longest pause, the heartbeat's own period taken off", async () => {
  vi.useRealTimers();
  const originMs = performance.now();
  const health = watchWorkerHealth(0, [interval(0)], () => (performance.now() - originMs) * 1e3);
  health.begin();
  const turn = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await turn(60);
  const untilMs = performance.now() + 200;
  while (performance.now() < untilMs);
  await turn(60);
  const [line] = health.take([0], counters());
  health.close();
  // Blocked 200 ms, of which up to one period (20 ms) had passed already or would have been waited anyway.
  expect(line?.longest_pause_us).toBeGreaterThan(175_000);
  // 200 ms of some 320 ms.
  expect(line?.loop_utilisation).toBeGreaterThan(0.4);
});
