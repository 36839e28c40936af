import fc from "fast-check";
import { expect, test } from "vitest";
import { addCounts, noCounts, outcomesOf } from "../../src/measure/index.ts";
import { arrivalsOf, intervalsOf, levelsOf } from "../../src/plan/index.ts";
import { readRecord } from "../../src/record/index.ts";
import { judge } from "../../src/verdict/index.ts";
import { type Break, resumedBytes } from "../support/resumed-record.ts";
import { type SyntheticRun, syntheticPlan } from "../support/synthetic-record.ts";
import { errorRate, objectives, p95 } from "../unit/verdict/promises.ts";

/** 1 s of warm-up and 24 s of load. */
const PLAN = syntheticPlan({
  rate: 30,
  seconds: 24,
  arrivals: "poisson",
  operations: { recall: 2, write: 1 },
  probes: { health: 2 },
});
const LAST_US = 23e6;

/** One to three breaks, each later than the one before and with something of the plan left behind it. */
const breaks: fc.Arbitrary<readonly Break[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: LAST_US }), { minLength: 2, maxLength: 6 })
  .map((times) => {
    const sorted = [...times].sort((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
      killedAtUs: sorted[2 * i] ?? 0,
      resumedAtUs: sorted[2 * i + 1] ?? 0,
    }));
  })
  // A resumed run goes on with the next interval: it cannot be killed before that.
  .map((list) =>
    list.filter(({ killedAtUs }, i) => i === 0 || killedAtUs > (list[i - 1]?.resumedAtUs ?? 0) + 1e6),
  );

/** Answers by seq alone, so that a run goes on as it would have. */
function runWith(errorPercent: number, slowPercent: number): SyntheticRun {
  return {
    plan: PLAN,
    answer: ({ seq }) => {
      if ((seq * 37) % 100 < errorPercent) return { bad: "503", afterUs: 2_000 };
      return (seq * 61) % 100 < slowPercent ? 900_000 : 20_000;
    },
  };
}

test("a killed and resumed record closes: what was driven and what the gaps left out are the plan", () => {
  fc.assert(
    fc.property(breaks, fc.nat(20), fc.nat(20), (list, errors, slow) => {
      const record = readRecord(resumedBytes(runWith(errors, slow), list));
      expect(record.gaps).toHaveLength(list.length);
      const planned = new Map<string, number>();
      for (const { operation } of arrivalsOf(PLAN)) planned.set(operation, (planned.get(operation) ?? 0) + 1);
      for (const [name, all] of planned) {
        const cells = [...record.cells.values()].flatMap((row) => row.get(name) ?? []);
        const sum = cells.reduce((counts, cell) => addCounts(counts, cell.counts), noCounts);
        const leftOut = record.gaps.reduce((n, { left_out }) => n + (left_out[name]?.planned ?? 0), 0);
        expect(sum.planned + leftOut).toBe(all);
        expect(outcomesOf(sum)).toBe(sum.planned);
      }
      const verdict = judge(record, objectives([p95(500)], { maxGapRatio: 1 }));
      expect(verdict.validity.filter(({ holds }) => holds === false)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("promises are judged on exactly what lies outside the gaps", () => {
  fc.assert(
    fc.property(breaks, fc.nat(20), (list, errors) => {
      const record = readRecord(resumedBytes(runWith(errors, 0), list));
      const [level] = levelsOf(PLAN);
      const judged = intervalsOf(PLAN).filter(
        ({ index, phase }) => phase === level?.index && !record.gapIntervals.has(index),
      );
      const arrivals = [...arrivalsOf(PLAN)].filter(
        ({ operation, intendedUs }) =>
          operation === "recall" &&
          judged.some(({ startUs, endUs }) => startUs <= intendedUs && intendedUs < endUs),
      );
      const bad = arrivals.filter(({ seq }) => (seq * 37) % 100 < errors).length;
      const [finding] = judge(record, objectives([errorRate(50)], { maxGapRatio: 1 })).findings;
      expect(finding?.samples).toBe(arrivals.length);
      if (arrivals.length > 0) expect(finding?.observed).toBeCloseTo(bad / arrivals.length, 12);
    }),
    { numRuns: 40 },
  );
});

test("a gap never turns fail into pass: what fails throughout fails, or is too little to say", () => {
  fc.assert(
    fc.property(
      breaks,
      fc.integer({ min: 15, max: 60 }),
      fc.constantFrom(0.01, 0.1, 1),
      (list, percent, maxGapRatio) => {
        for (const run of [runWith(percent, 0), runWith(0, percent)]) {
          const record = readRecord(resumedBytes(run, list));
          const { kind } = judge(record, objectives([p95(300), errorRate(2)], { maxGapRatio }));
          expect(["fail", "incomplete", "inconclusive"]).toContain(kind);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("gaps beyond max_gap never pass, and none that is allowed makes a good run fail", () => {
  fc.assert(
    fc.property(breaks, fc.double({ min: 0, max: 1, noNaN: true }), (list, maxGapRatio) => {
      const record = readRecord(resumedBytes(runWith(0, 0), list));
      const { kind } = judge(record, objectives([p95(300)], { maxGapRatio }));
      const [level] = levelsOf(PLAN);
      // Intervals are 1 s, the level 24 s.
      const missed = intervalsOf(PLAN).filter(
        ({ index, phase }) => phase === level?.index && record.gapIntervals.has(index),
      ).length;
      if (missed / 24 > maxGapRatio) expect(kind).toBe("incomplete");
      else expect(["pass", "inconclusive"]).toContain(kind);
    }),
    { numRuns: 40 },
  );
});
