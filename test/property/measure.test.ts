import fc from "fast-check";
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { expect, test } from "vitest";
import {
  addCounts,
  addTallies,
  createRecorder,
  decodeTally,
  encodeTally,
  HIGHEST_US,
  highestEquivalentUs,
  type IntervalLine,
  lowestEquivalentUs,
  noCounts,
  type Outcome,
  outcomesOf,
  tallyOf,
} from "../../src/measure/index.ts";
import type { PlanInterval } from "../../src/plan/index.ts";
import { quantile } from "../../src/statistics/index.ts";

/** Small and large alike: a uniform draw would hardly ever fall below 1 s. */
const timeUs = fc.oneof(
  fc.integer({ min: 1, max: HIGHEST_US }),
  fc.integer({ min: 1, max: 3_000 }),
  fc
    .double({ min: 0, max: Math.log(HIGHEST_US), noNaN: true })
    .map((x) => Math.min(HIGHEST_US, Math.floor(Math.exp(x)))),
);
const timesUs = fc.array(timeUs, { minLength: 1, maxLength: 300 });

const PARAMETERS = {
  bitBucketSize: 32,
  autoResize: false,
  lowestDiscernibleValue: 1,
  highestTrackableValue: HIGHEST_US,
  numberOfSignificantValueDigits: 3,
} as const;

test("a percentile of a tally is the exact nearest rank, at most 0.1 % above it", () => {
  fc.assert(
    fc.property(timesUs, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999, 1), (values, p) => {
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(p * sorted.length - 1e-9) - 1] ?? Number.NaN;
      const tally = decodeTally(encodeTally(tallyOf(values)));
      const read = quantile({ values: tally.valuesUs, counts: tally.counts, beyond: 0 }, p);
      expect(read).toBeGreaterThanOrEqual(exact);
      expect((read - exact) / exact).toBeLessThanOrEqual(0.001);
    }),
  );
});

test("the library's histograms decode to the counts that its own decoder finds", () => {
  fc.assert(
    fc.property(timesUs, (values) => {
      const recorded = build({ ...PARAMETERS, useWebAssembly: false });
      for (const value of values) recorded.recordValue(value);
      const base64 = encodeIntoCompressedBase64(recorded);
      const theirs = decodeFromCompressedBase64(base64, 32, false);
      const ours = decodeTally(base64);
      expect(ours).toEqual(tallyOf(values));
      expect(theirs.totalCount).toBe(ours.total);
      for (const p of [1, 25, 50, 75, 90, 99, 100]) {
        // Its percentiles round ranks to the nearest, so they are compared at ranks alone.
        const rank = Math.max(1, Math.ceil((p / 100) * ours.total));
        const at = theirs.getValueAtPercentile((100 * (rank - 0.25)) / ours.total);
        expect(at).toBe(
          quantile({ values: ours.valuesUs, counts: ours.counts, beyond: 0 }, (rank - 0.25) / ours.total),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test("our histograms are read by the library as we meant them", () => {
  fc.assert(
    fc.property(timesUs, (values) => {
      const tally = tallyOf(values);
      const theirs = build({ ...PARAMETERS, useWebAssembly: false });
      for (const value of values) theirs.recordValue(value);
      const ours = decodeFromCompressedBase64(encodeTally(tally), 32, false);
      expect(encodeIntoCompressedBase64(ours)).toBe(encodeIntoCompressedBase64(theirs));
    }),
    { numRuns: 50 },
  );
});

test("adding tallies is counting all their times at once, in any order", () => {
  fc.assert(
    fc.property(fc.array(timesUs, { maxLength: 5 }), (lists) => {
      const tallies = lists.map(tallyOf);
      expect(addTallies(tallies)).toEqual(tallyOf(lists.flat()));
      expect(addTallies([...tallies].reverse())).toEqual(addTallies(tallies));
    }),
  );
});

test("equivalent times share both ends, and neighbouring cells touch", () => {
  fc.assert(
    fc.property(timeUs, (us) => {
      const [lowest, highest] = [lowestEquivalentUs(us), highestEquivalentUs(us)];
      expect(lowest).toBeLessThanOrEqual(us);
      expect(highest).toBeGreaterThanOrEqual(us);
      expect([lowestEquivalentUs(highest), highestEquivalentUs(lowest)]).toEqual([lowest, highest]);
      expect(lowestEquivalentUs(highest + 1)).toBe(highest + 1);
      expect(highest - lowest).toBeLessThanOrEqual(us / 1000);
    }),
  );
});

const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome>(
  { kind: "good", status: 200 },
  { kind: "bad", status: 503, reason: "503" },
  { kind: "bad", status: 200, reason: "check" },
  { kind: "failed", code: "reset" },
  { kind: "timeout" },
  { kind: "shed", reason: "in_flight_cap" },
  { kind: "unfinished" },
);
const arrival = fc.record({
  operation: fc.constantFrom("recall", "write"),
  intendedUs: fc.integer({ min: 0, max: 3_999_999 }),
  lagUs: fc.integer({ min: 0, max: 1_000 }),
  serviceUs: fc.integer({ min: 0, max: 5_000_000 }),
  outcome,
  flush: fc.boolean(),
});
const INTERVALS: readonly PlanInterval[] = [0, 1, 2, 3].map((index) => ({
  index,
  phase: 0,
  startUs: index * 1e6,
  endUs: (index + 1) * 1e6,
}));

test("the ledger closes, however often it is flushed, and the histograms hold what the counts say", () => {
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 80 }), (arrivals) => {
      const recorder = createRecorder(INTERVALS, { serviceOnly: () => false });
      const lines: IntervalLine[] = [];
      for (const { operation, intendedUs, lagUs, serviceUs, outcome, flush } of arrivals) {
        const releasedUs = outcome.kind === "shed" ? null : intendedUs + lagUs;
        const done = ["good", "bad", "failed"].includes(outcome.kind);
        recorder.planned(operation, intendedUs);
        if (releasedUs !== null) recorder.released(operation, intendedUs, releasedUs);
        const doneUs = done ? (releasedUs ?? 0) + serviceUs : null;
        recorder.ended({ operation, intendedUs, releasedUs, doneUs, outcome });
        if (flush) lines.push(...recorder.flush());
      }
      lines.push(...recorder.flush());

      const sum = lines.reduce((all, { counts }) => addCounts(all, counts), noCounts);
      const series = (name: "response_time" | "service_time" | "start_lag" | "response_time_not_good") =>
        addTallies(lines.flatMap((line) => line.series?.[name] ?? []).map(decodeTally));
      const of = (...kinds: readonly string[]) =>
        arrivals.filter(({ outcome }) => kinds.includes(outcome.kind));
      expect(sum.planned).toBe(arrivals.length);
      expect(outcomesOf(sum)).toBe(arrivals.length);
      expect(sum.released).toBe(arrivals.length - of("shed").length);
      expect([sum.good, sum.bad, sum.failed]).toEqual([
        of("good").length,
        of("bad").length,
        of("failed").length,
      ]);
      const inTime = of("good", "bad", "failed").filter((a) => a.intendedUs + a.lagUs + a.serviceUs < 4e6);
      expect(sum.completed).toBe(inTime.length);
      expect(sum.good_done).toBe(inTime.filter(({ outcome }) => outcome.kind === "good").length);
      expect(series("response_time")).toEqual(
        tallyOf(of("good").map((a) => Math.max(1, a.lagUs + a.serviceUs))),
      );
      expect(series("service_time")).toEqual(tallyOf(of("good").map((a) => Math.max(1, a.serviceUs))));
      expect(series("response_time_not_good").total).toBe(sum.bad + sum.failed);
      expect(series("start_lag").total).toBe(sum.released);
      for (const { by = {}, counts } of lines) {
        for (const kind of ["bad", "failed", "shed"] as const) {
          const split = Object.values(by[kind] ?? {}).reduce((all, count) => all + count, 0);
          expect(split).toBe(counts[kind] ?? 0);
        }
      }
    }),
  );
});
