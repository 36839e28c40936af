import fc from "fast-check";
import { expect, test } from "vitest";
import type { Agreement } from "../../src/compare/index.ts";
import { type Crosscheck, crosscheck } from "../../src/compare/index.ts";
import { around, syntheticRuns } from "../support/crosscheck-fixtures.ts";

const runsOf = (apartUs: number, rounds: number) =>
  syntheticRuns(
    [
      { label: "a", answer: around(20_000) },
      { label: "b", answer: around(20_000 + apartUs) },
    ],
    rounds,
  );

const agreements = ({ levels }: Crosscheck): readonly Agreement[] =>
  levels.flatMap(({ operations }) =>
    operations.flatMap(({ times, errorRate, delivered }) => [
      ...times.flatMap(({ percentiles }) => percentiles),
      errorRate,
      delivered,
    ]),
  );

const BETTER = { disagree: 0, undecided: 1, agree: 2 } as const;

test("a wider tolerance never makes a figure agree less", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4_000 }),
      fc.integer({ min: 0, max: 4_000 }),
      (apartUs, rounds, us, moreUs) => {
        const runs = runsOf(apartUs, rounds);
        const [narrow, wide] = [us, us + moreUs].map((tolerance) =>
          agreements(crosscheck(runs, { us: tolerance, share: 0 })),
        );
        for (const [i, agreement] of (narrow ?? []).entries()) {
          const other = wide?.[i];
          expect(other?.bounds).toEqual(agreement.bounds);
          expect(BETTER[other?.state ?? "disagree"]).toBeGreaterThanOrEqual(BETTER[agreement.state]);
        }
      },
    ),
    { numRuns: 15 },
  );
});

test("the order of the runs does not matter, only which engine comes first", () => {
  const runs = runsOf(500, 3);
  const tolerance = { us: 1_000, share: 0 };
  const expected = crosscheck(runs, tolerance);
  fc.assert(
    fc.property(fc.shuffledSubarray(runs.slice(1), { minLength: runs.length - 1 }), (rest) => {
      const [first] = runs;
      if (first === undefined) return;
      expect(crosscheck([first, ...rest], tolerance).levels).toEqual(expected.levels);
    }),
    { numRuns: 10 },
  );
});

test("a figure's difference lies within its bounds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.integer({ min: 1, max: 3 }),
      (apartUs, rounds) => {
        for (const { bounds, difference } of agreements(
          crosscheck(runsOf(apartUs, rounds), { us: 1_000, share: 0 }),
        )) {
          if (bounds === null) continue;
          expect(bounds.lower).toBeLessThanOrEqual(difference + 32);
          expect(bounds.upper).toBeGreaterThanOrEqual(difference - 32);
        }
      },
    ),
    { numRuns: 15 },
  );
});
