import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlanInterval } from "../../../../src/plan/index.ts";
import type { RecordLine } from "../../../../src/record/index.ts";
import { sampleSignals } from "../../../../src/run/signals/sample-signals.ts";
import type { Reading, SignalSource } from "../../../../src/run/signals/signal-source.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A clock that moves with the fake timers. */
const clock = (): (() => number) => {
  const startMs = Date.now();
  return () => (Date.now() - startMs) * 1_000;
};
const intervalsOf = (...endsS: number[]): readonly PlanInterval[] =>
  endsS.map((endS, index) => ({
    index,
    phase: 0,
    startUs: (endsS[index - 1] ?? 0) * 1e6,
    endUs: endS * 1e6,
  }));

function source(name: string, read: (nowUs: number) => Promise<Partial<Reading>>): SignalSource {
  return {
    signals: [{ name, unit: "count", source: name }],
    where: name,
    read: async (nowUs) => ({ values: {}, missing: {}, notices: [], ...(await read(nowUs)) }),
  };
}
const values = (lines: readonly RecordLine[]): unknown =>
  lines.flatMap((line) => (line.kind === "target" ? [[line.interval, line.signals]] : []));
const notices = (lines: readonly RecordLine[]): unknown =>
  lines.flatMap((line) => (line.kind === "notice" && line.notice.kind === "text" ? [line.notice.text] : []));

function sampling(intervals: readonly PlanInterval[], sources: readonly SignalSource[], fromUs = 0) {
  const lines: RecordLine[] = [];
  const now = clock();
  const sampler = sampleSignals({
    sources,
    intervals,
    nowUs: () => fromUs + now(),
    emit: (line) => lines.push(line),
  });
  return { lines, stop: () => sampler.stop() };
}

test("each interval has one line, with the value at its end", async () => {
  const { lines, stop } = sampling(intervalsOf(1, 2, 3, 13), [
    source("at", async (nowUs) => ({ values: { at: nowUs / 1e6 } })),
    source("twice", async (nowUs) => ({ values: { twice: (2 * nowUs) / 1e6 } })),
  ]);
  await vi.advanceTimersByTimeAsync(20_000);
  await stop();
  expect(values(lines)).toEqual([
    [0, { at: 1, twice: 2 }],
    [1, { at: 2, twice: 4 }],
    [2, { at: 3, twice: 6 }],
    [3, { at: 13, twice: 26 }],
  ]);
  expect(notices(lines)).toEqual([]);
});

test("the first reading is at the beginning, and belongs to no interval", async () => {
  const asked: number[] = [];
  const { stop } = sampling(intervalsOf(1, 2), [
    source("at", async (nowUs) => {
      asked.push(nowUs / 1e6);
      return {};
    }),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(asked).toEqual([0, 1, 2]);
});

test("a run that goes on in the middle begins with the interval it is in", async () => {
  const { lines, stop } = sampling(
    intervalsOf(1, 2, 3, 4),
    [source("at", async (nowUs) => ({ values: { at: nowUs / 1e6 } }))],
    2e6,
  );
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(values(lines)).toEqual([
    [2, { at: 3 }],
    [3, { at: 4 }],
  ]);
});

test("a source that does not answer is asked once, does not hold the others up, and is told of at the end", async () => {
  let asked = 0;
  const slow = source("slow", async (nowUs) => {
    asked++;
    // 0 s: at once. Asked at 1 s: answered at 3.5 s, and so not asked at 2 and 3 s.
    if (nowUs === 1e6) await new Promise((resume) => setTimeout(resume, 2_500));
    return { values: { slow: nowUs / 1e6 } };
  });
  const { lines, stop } = sampling(intervalsOf(1, 2, 3, 4), [
    slow,
    source("quick", async (nowUs) => ({ values: { quick: nowUs / 1e6 } })),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(asked).toBe(3);
  // The line of interval 0 waits for its answer; those of 1 and 2 come without it.
  expect(values(lines)).toEqual([
    [1, { quick: 2 }],
    [2, { quick: 3 }],
    [0, { slow: 1, quick: 1 }],
    [3, { slow: 4, quick: 4 }],
  ]);
  expect(notices(lines)).toEqual([
    "target.slow: unmeasured in 2 of 4 readings (last: it had not answered yet)",
  ]);
});

test("a signal that stops answering is absent, never zero, and an interval with nothing has no line", async () => {
  const { lines, stop } = sampling(intervalsOf(1, 2, 3), [
    source("up", async (nowUs) =>
      nowUs < 2e6 ? { values: { up: 7 } } : { missing: { up: "connect ECONNREFUSED" } },
    ),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(values(lines)).toEqual([[0, { up: 7 }]]);
  expect(notices(lines)).toEqual(["target.up: unmeasured in 2 of 3 readings (last: connect ECONNREFUSED)"]);
});

test("a source that throws is unmeasured, and what it noticed besides is told when it was", async () => {
  const { lines, stop } = sampling(intervalsOf(1, 2), [
    source("odd", async (nowUs) => {
      if (nowUs > 1e6) throw new Error("it broke");
      return { values: { odd: 1 }, notices: nowUs === 1e6 ? ["the process was started anew"] : [] };
    }),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(notices(lines)).toEqual([
    "the process was started anew",
    "target.odd: unmeasured in 1 of 2 readings (last: Error: it broke)",
  ]);
});

test("an interval that ends sooner than a second after the last reading has none", async () => {
  const { lines, stop } = sampling(intervalsOf(1, 1.5, 2.5), [
    source("at", async (nowUs) => ({ values: { at: nowUs / 1e6 } })),
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  await stop();
  expect(values(lines)).toEqual([
    [0, { at: 1 }],
    [2, { at: 2.5 }],
  ]);
});

test("stopping reads the interval that has just ended, waits for its answer, and reads no further", async () => {
  const { lines, stop } = sampling(intervalsOf(1, 2, 3), [
    source("at", async (nowUs) => {
      await new Promise((resume) => setTimeout(resume, 100));
      return { values: { at: nowUs / 1e6 } };
    }),
  ]);
  await vi.advanceTimersByTimeAsync(1_500);
  vi.setSystemTime(Date.now() + 500);
  const stopped = stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
  expect(values(lines)).toEqual([
    [0, { at: 1 }],
    [1, { at: 2 }],
  ]);
});
