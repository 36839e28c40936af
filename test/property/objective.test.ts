import fc from "fast-check";
import { expect, test } from "vitest";
import { kindOf, type State, type Stretch } from "../../src/objective/index.ts";
import { estimator, windowsOf } from "../../src/objective/sliding.ts";
import { part } from "../../src/objective/stretch.ts";
import { intervalsOf } from "../../src/plan/index.ts";
import { soakRecord } from "../support/soak-record.ts";
import { type Answer, syntheticRecord } from "../support/synthetic-record.ts";
import { finding, promises } from "../unit/objective/judging.ts";

/** One of what can befall an arrival, times from 1 ms to 4 s. */
const answer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1_000, max: 4_000_000 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1_000, max: 4_000_000 }).map((afterUs) => ({ bad: "503", afterUs })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Answer>("timeout", "unfinished", { shed: "in_flight_cap" }) },
);

/** A record of 12 s at 50/s that repeats a few answers, and whether its level is steady. */
const measured = fc
  .tuple(fc.array(answer, { minLength: 1, maxLength: 25 }), fc.boolean())
  .map(([answers, steady]) => ({
    steady,
    record: syntheticRecord({
      rate: 50,
      seconds: 12,
      answer: ({ seq }) => answers[seq % answers.length] ?? "timeout",
    }),
  }));

test.each([
  ["p95", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["p50", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["max", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["service.p90", "ms", fc.integer({ min: 1, max: 6_000 })],
  ["error_rate", "%", fc.integer({ min: 1, max: 99 })],
  ["status_503", "", fc.integer({ min: 1, max: 600 })],
])("raising the limit of %s never breaks a promise that was not broken", (measure, unit, limits) => {
  fc.assert(
    fc.property(
      measured,
      limits,
      limits,
      fc.constantFrom("<=", "<"),
      ({ record, steady }, a, b, comparison) => {
        const stateAt = (limit: number): State =>
          finding(record, `recall.${measure} ${comparison} ${limit}${unit}`, { steady }).state;
        const [tight, loose] = [stateAt(Math.min(a, b)), stateAt(Math.max(a, b))];
        if (tight !== "broken") expect(loose).not.toBe("broken");
      },
    ),
    { numRuns: 40 },
  );
});

/** Soaks of an hour at 1/s in which times, errors and a signal go up and down with a few random waves. */
const soak = fc
  .record({
    period: fc.double({ min: 0.05, max: 3, noNaN: true }),
    depth: fc.double({ min: 0, max: 0.9, noNaN: true }),
    trend: fc.double({ min: -0.8, max: 2, noNaN: true }),
    errors: fc.double({ min: 0, max: 0.5, noNaN: true }),
    steady: fc.boolean(),
  })
  .map(({ period, depth, trend, errors, steady }) => {
    const level = (hour: number) => 1 + depth * Math.sin((2 * Math.PI * hour) / period) + trend * hour;
    const record = soakRecord({
      hours: 1.02,
      rate: 1,
      signals: (hour) => ({ rss: 100e6 * level(hour) }),
      answer: ({ intendedUs }, random) =>
        random.next() < errors * level(intendedUs / 3600e6) * 0.3
          ? { bad: "503", afterUs: 1_000 }
          : 20_000 * Math.max(0.01, level(intendedUs / 3600e6)),
    });
    return { record, steady };
  });
const growing = fc.double({ min: 0.01, max: 500, noNaN: true }).map((limit) => Number(limit.toFixed(2)));

test.each([
  ["target.rss <= ", "MB", ""],
  ["target.rss <= ", "MB", " in any 10m"],
  ["target.rss.growth <= ", "MB", " per 1h"],
  ["target.rss.drift <= ", "%", " per 1h"],
  ["recall.p95.drift <= ", "%", " per 1h"],
  ["recall.mean.drift < ", "%", " per 1h"],
  ["recall.error_rate.drift <= ", "%", " per 1h"],
  ["recall.rate.drift <= ", "%", " per 1h"],
])("raising the limit of %s..%s%s never breaks a promise that was not broken", (before, unit, after) => {
  fc.assert(
    fc.property(soak, growing, growing, ({ record, steady }, a, b) => {
      const stateAt = (limit: number): State =>
        finding(record, `${before}${limit}${unit}${after}`, { steady }).state;
      const [tight, loose] = [stateAt(Math.min(a, b)), stateAt(Math.max(a, b))];
      if (tight !== "broken") expect(loose).not.toBe("broken");
      if (tight === "held") expect(loose).toBe("held");
    }),
    { numRuns: 10 },
  );
});

test("lowering the share that is to be good never breaks a budget that was not broken", () => {
  const goal = fc.integer({ min: 9400, max: 9999 }).map((n) => n / 100);
  fc.assert(
    fc.property(soak, goal, goal, ({ record, steady }, a, b) => {
      const stateAt = (percent: number): State =>
        finding(record, `recall.good >= ${percent}% over 30d`, { steady }).state;
      if (stateAt(Math.max(a, b)) !== "broken") expect(stateAt(Math.min(a, b))).not.toBe("broken");
    }),
    { numRuns: 20 },
  );
});

test.each(["p50", "p95", "p99.9", "service.p90", "mean", "error_rate"])(
  "a window of %s that slides says what each window says by itself, gaps or not",
  (measure) => {
    const lengths = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(measured, lengths, fc.integer({ min: 0, max: 30 }), ({ record }, seconds, gapAt) => {
        const intervals = intervalsOf(record.header.plan).filter(({ index }) => index !== gapAt);
        const limit = measure === "error_rate" ? "50%" : "1s";
        const [objective] = promises(record.header.plan, `recall.${measure} <= ${limit}`).list;
        if (objective === undefined) throw new Error("no objective");
        const kind = kindOf(objective.measure);
        const stretch: Stretch = {
          operation: "recall",
          timeoutUs: 5_000_000,
          slices: intervals.map(({ index, startUs, endUs }) => {
            const cell = record.cells.get(index)?.get("recall") ?? null;
            return { startUs, endUs, cell, signals: {} };
          }),
          steady: true,
          seed: 1,
          leastSeconds: 12,
          promisedAt1x: [],
        };
        const windows = windowsOf(stretch, seconds * 1e6);
        const slide = estimator(kind, objective, stretch);
        for (const window of windows) {
          const alone = kind.estimate(objective, part(stretch, window.from, window.to));
          const { observed, samples, note, atLeast } = slide(window);
          expect({ observed, samples, note, atLeast }).toEqual({
            observed: alone.observed,
            samples: alone.samples,
            note: alone.note,
            atLeast: alone.atLeast,
          });
          expect(window.endUs - window.startUs).toBe(seconds * 1e6);
        }
        // 13 s of load in seconds, less one in the middle of which no window may lie across.
        const naive = intervals.filter(({ startUs }) =>
          Array.from({ length: seconds }, (_, i) => startUs + i * 1e6).every((us) =>
            intervals.some((interval) => interval.startUs === us),
          ),
        );
        expect(windows.map(({ startUs }) => startUs)).toEqual(naive.map(({ startUs }) => startUs));
      }),
      { numRuns: 15 },
    );
  },
);

test("a finding that holds has samples, and every state but unmeasured has a figure", () => {
  fc.assert(
    fc.property(measured, fc.constantFrom("p95", "mean", "max"), ({ record, steady }, measure) => {
      const { state, samples, observed } = finding(record, `recall.${measure} <= 1s`, { steady });
      if (state === "held") expect(samples).toBeGreaterThan(0);
      expect(observed === null).toBe(state === "unmeasured");
    }),
    { numRuns: 40 },
  );
});
