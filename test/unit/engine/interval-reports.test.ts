import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reportIntervals } from "../../../src/engine/native/interval-reports.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const nowUs = (): number => Date.now() * 1_000;
const intervals = (endsUs: readonly number[]) =>
  endsUs.map((endUs, index) => ({ index, phase: 0, startUs: endsUs[index - 1] ?? 0, endUs }));

test("each interval is reported when it is over", () => {
  const seen: unknown[] = [];
  reportIntervals(intervals([1_000_000, 2_000_000, 2_500_000]), nowUs, (over) =>
    seen.push([Date.now(), ...over]),
  ).start();
  vi.advanceTimersByTime(2_600);
  expect(seen).toEqual([
    [1_000, 0],
    [2_000, 1],
    [2_500, 2],
  ]);
});

test("a timer that fires early reports nothing yet", () => {
  const seen: unknown[] = [];
  // This clock is 0.4 ms behind the timers: at their 1000 ms it reads 999.6 ms.
  const behindUs = (): number => nowUs() - 400;
  reportIntervals(intervals([1_000_000]), behindUs, (over) => seen.push([Date.now(), ...over])).start();
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(seen).toEqual([[1_001, 0]]);
});

test("inside a long interval a report comes each second", () => {
  const seen: unknown[] = [];
  reportIntervals(intervals([3_600_000]), nowUs, (over) => seen.push([Date.now(), ...over])).start();
  vi.advanceTimersByTime(3_600);
  // After 1 s the end is 2.6 s off, after 2 s 1.6 s, after 3 s 0.6 s: near enough to wait for.
  expect(seen).toEqual([[1_000], [2_000], [3_000], [3_600, 0]]);
});

test("a timer that fires early inside a long interval puts the report off by no more than that", () => {
  const seen: unknown[] = [];
  // 0.6 ms behind: the first report is asked for when the clock reads -0.6 ms, for 999.4 ms, and the timer fires at 999 or 1000 ms.
  const behindUs = (): number => nowUs() - 600;
  reportIntervals(intervals([3_600_000]), behindUs, (over) => seen.push([Date.now(), ...over])).start();
  vi.advanceTimersByTime(1_005);
  expect(seen).toHaveLength(1);
});

test("the last report takes what has begun, or all that is left", () => {
  for (const [left, expected] of [
    ["begun", [0, 1]],
    ["all", [0, 1, 2]],
  ] as const) {
    vi.setSystemTime(0);
    const seen: number[] = [];
    const reports = reportIntervals(intervals([1_000_000, 2_000_000, 3_000_000]), nowUs, (over) =>
      seen.push(...over),
    );
    reports.start();
    vi.advanceTimersByTime(1_500);
    reports.finish(left);
    vi.advanceTimersByTime(5_000);
    expect(seen).toEqual(expected);
  }
});

test("within a wide interval a report comes every 5 s, its times held back until it is over", () => {
  const seen: unknown[] = [];
  const report = (over: readonly number[], heldBack: number): void => {
    seen.push([Date.now() / 1e3, over, heldBack]);
  };
  const reports = reportIntervals(intervals([1e6, 31e6, 61e6]), nowUs, report);
  reports.start();
  vi.advanceTimersByTime(45_000);
  reports.finish("begun");
  expect(seen).toEqual([
    // Interval 0 is over, and the wide interval 1 begins.
    [1, [0], 1],
    // What ended late in interval 0 goes out with the first report in interval 1, later ones wait for its end.
    [6, [], 1],
    [11, [], 0],
    [16, [], 0],
    [21, [], 0],
    // 26 s is 5 s before the end, which is waited for from there.
    [26, [], 0],
    [31, [1], 2],
    [36, [], 2],
    [41, [], 0],
    [45, [2], Number.POSITIVE_INFINITY],
  ]);
});

test("a resumed run reports from the interval on with which it begins", () => {
  const seen: (readonly number[])[] = [];
  vi.setSystemTime(2_000);
  reportIntervals(intervals([1e6, 2e6, 3e6, 4e6]), nowUs, (over) => void seen.push(over), 2e6).start();
  vi.advanceTimersByTime(2_000);
  expect(seen).toEqual([[2], [3]]);
});
