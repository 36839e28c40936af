import { expect, test } from "vitest";
import { createLoopReadings } from "../../../src/engine/native/loop-readings.ts";

/** A loop that has been busy for so many ms of its time by the moment it is read. */
function readings() {
  let activeMs = 0;
  let totalMs = 0;
  const loop = createLoopReadings(() => ({ active: activeMs, idle: totalMs - activeMs, utilization: 0 }));
  loop.begin(0);
  return {
    loop,
    /** Until `atUs` the loop is busy for `busyMs`; then it is read. */
    readAt(atUs: number, busyMs: number): void {
      activeMs += busyMs;
      totalMs = atUs / 1e3;
      loop.read(atUs);
    },
  };
}
const second = (index: number, endUs = (index + 1) * 1e6) => ({
  index,
  phase: 0,
  startUs: index * 1e6,
  endUs,
});

test("an interval's utilisation is that of the time since its start", () => {
  const { loop, readAt } = readings();
  readAt(1_001_000, 800);
  expect(loop.since(second(0))).toBeCloseTo(800 / 1_001, 9);
  readAt(2_001_000, 100);
  expect(loop.since(second(1))).toBeCloseTo(0.1, 9);
});

test("readings in between do not shorten it", () => {
  const { loop, readAt } = readings();
  for (let at = 1; at <= 9; at++) readAt(at * 1e6, 100);
  readAt(10e6, 1_000);
  // 9 x 100 ms and 1000 ms of 10 s.
  expect(loop.since(second(0, 10e6))).toBeCloseTo(0.19, 9);
});

test("the rest of a turn is not taken for an interval", () => {
  const { loop, readAt } = readings();
  readAt(1_000_000, 100);
  // The end is reported on again 1 ms later, all of it busy: the interval's other 999 ms were not.
  readAt(1_999_000, 100);
  readAt(2_000_000, 1);
  expect(loop.since(second(1))).toBeCloseTo(101 / 1_000, 9);
  // An interval of half a millisecond has no reading of its own: 1 s and 101 ms of it busy.
  expect(loop.since({ index: 2, phase: 1, startUs: 1_999_500, endUs: 2_000_000 })).toBeCloseTo(1 / 1, 9);
});

test("after a long standstill the interval under way is not told by its end alone", () => {
  const { loop, readAt } = readings();
  readAt(2_950_000, 2_940);
  readAt(3_000_000, 5);
  // From the run's begin: 2945 of 3000 ms.
  expect(loop.since(second(2))).toBeCloseTo(2_945 / 3_000, 9);
});

test("forgetting leaves what the interval needs", () => {
  const { loop, readAt } = readings();
  readAt(1_000_000, 500);
  readAt(2_000_000, 500);
  loop.forgetBefore(second(2));
  readAt(3_000_000, 250);
  expect(loop.since(second(2))).toBeCloseTo(0.25, 9);
});

test("without time there is no utilisation", () => {
  const { loop } = readings();
  expect(loop.since(second(0))).toBe(0);
  loop.read(0);
  expect(loop.since(second(0))).toBe(0);
});
