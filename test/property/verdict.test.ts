import fc from "fast-check";
import { expect, test } from "vitest";
import type { Objective } from "../../src/objective/index.ts";
import { judge } from "../../src/verdict/index.ts";
import { type SyntheticRun, syntheticRecord } from "../support/synthetic-record.ts";
import { errorRate, objectives, p95 } from "../unit/verdict/promises.ts";

const RUNS = 25;
/** Worse to better. A fail may turn invalid: just above a figure, only our own lag still breaks the limit. */
const RANK = { incomplete: -1, fail: 0, invalid: 1, inconclusive: 2, pass: 3 } as const;

/** Mostly around 100 ms; some slow, some hanging, some in error. */
const behaviours = fc.record({
  slowShare: fc.double({ min: 0, max: 0.15, noNaN: true }),
  hangShare: fc.double({ min: 0, max: 0.08, noNaN: true }),
  errorShare: fc.double({ min: 0, max: 0.08, noNaN: true }),
  seed: fc.integer({ min: 1, max: 1000 }),
});

function runOf(
  behaviour: { slowShare: number; hangShare: number; errorShare: number; seed: number },
  more = 0,
): SyntheticRun {
  const { slowShare, hangShare, errorShare, seed } = behaviour;
  return {
    rate: 40,
    seconds: 12,
    seed,
    answer: (_, random) => {
      const [hang, error, slow, us] = [
        random.next(),
        random.next(),
        random.next(),
        random.exponential(40_000),
      ];
      if (hang < hangShare) return "timeout";
      if (slow < slowShare + more) return 900_000 + us;
      if (error < errorShare) return { bad: "503", afterUs: 1_000 };
      return 60_000 + us;
    },
  };
}

const rank = (run: SyntheticRun, promises: readonly Objective[]): number =>
  RANK[judge(syntheticRecord(run), objectives(promises)).kind];

test("raising a limit never makes the verdict worse", () => {
  fc.assert(
    fc.property(
      behaviours,
      fc.integer({ min: 50, max: 1500 }),
      fc.nat(1500),
      fc.integer({ min: 1, max: 15 }),
      (behaviour, limitMs, more, percent) => {
        const run = runOf(behaviour);
        const low = rank(run, [p95(limitMs), errorRate(percent)]);
        expect(rank(run, [p95(limitMs + more), errorRate(percent)])).toBeGreaterThanOrEqual(low);
        expect(rank(run, [p95(limitMs), errorRate(percent + 5)])).toBeGreaterThanOrEqual(low);
      },
    ),
    { numRuns: RUNS },
  );
});

test("more slow responses never turn a fail into a pass", () => {
  fc.assert(
    fc.property(
      behaviours,
      fc.integer({ min: 50, max: 800 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (behaviour, limitMs, more) => {
        const before = rank(runOf(behaviour), [p95(limitMs)]);
        fc.pre(before === RANK.fail);
        expect(rank(runOf(behaviour, more), [p95(limitMs)])).toBe(RANK.fail);
      },
    ),
    { numRuns: RUNS },
  );
});

test("nothing passes without data", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 99 }), (limitMs, percent) => {
      const record = syntheticRecord({ rate: 20, seconds: 5 });
      const empty = { ...record, cells: new Map() };
      expect(judge(empty, objectives([p95(limitMs), errorRate(percent)])).kind).not.toBe("pass");
      expect(judge({ ...empty, footer: null, lastInterval: -1 }, objectives([p95(limitMs)])).kind).toBe(
        "incomplete",
      );
    }),
    { numRuns: RUNS },
  );
});
