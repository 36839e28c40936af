import { expect, test } from "vitest";
import { tallyOf } from "../../../src/measure/index.ts";
import { seededRandom } from "../../../src/shared/index.ts";
import {
  bootstrapDifferenceBounds,
  type Distribution,
  differenceOf,
  pairedBounds,
  resampledQuantileOf,
  resampledRatioOf,
  student95,
} from "../../../src/statistics/index.ts";

const of = (timesUs: readonly number[], beyond = 0): Distribution => {
  const { valuesUs, counts } = tallyOf(timesUs);
  return { values: valuesUs, counts, beyond };
};

/** `runs` runs of 12 intervals with 50 exponential times each around a mean. */
function draws(meanUs: number, seed: number, runs = 3): readonly (readonly Distribution[])[] {
  return Array.from({ length: runs }, (_, run) =>
    Array.from({ length: 12 }, (_, interval) => {
      const random = seededRandom(seed, `run ${run}`, interval);
      return of(Array.from({ length: 50 }, () => 1 + Math.round(random.exponential(meanUs))));
    }),
  );
}

test.each([
  // one-sided 95 % points as every table of Student's t prints them
  [1, 6.314],
  [2, 2.92],
  [3, 2.353],
  [4, 2.132],
  [9, 1.833],
  [29, 1.699],
  [1_000_000, 1.645],
])("Student's t with %d degrees of freedom has its 95 %% point at %d", (degrees, point) => {
  expect(student95(degrees)).toBeCloseTo(point, 2);
});

test("bounds of paired differences are mean -+ t s / sqrt n", () => {
  // 1, 2, 3: mean 2, s = 1, t(2) = 2.92, so 2 -+ 2.92 / sqrt 3 = 2 -+ 1.686
  const bounds = pairedBounds([1, 2, 3]);
  expect(bounds?.lower).toBeCloseTo(0.314, 3);
  expect(bounds?.upper).toBeCloseTo(3.686, 3);
});

test("a single difference, or one that is not known, has no bounds", () => {
  expect(pairedBounds([1])).toBe(null);
  expect(pairedBounds([1, Number.NaN])).toBe(null);
});

test("infinite differences leave a bound open, unless all are infinite to the same side", () => {
  const beyond = Number.POSITIVE_INFINITY;
  expect(pairedBounds([beyond, beyond])).toEqual({ lower: beyond, upper: beyond });
  expect(pairedBounds([1, beyond])).toEqual({ lower: -beyond, upper: beyond });
});

test("what is beyond every finite value on both sides differs by nothing that is known", () => {
  expect(differenceOf(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(0);
  expect(differenceOf(3, 5)).toBe(2);
  expect(differenceOf(Number.NaN, 5)).toBeNaN();
});

test("the bounds of a difference of medians hold the true one, and those of equal engines hold 0", () => {
  // the median of an exponential is ln 2 of its mean: 0.693 x (13 - 10) ms = 2.08 ms
  const bounds = bootstrapDifferenceBounds(
    resampledQuantileOf(draws(10_000, 1), 0.5),
    resampledQuantileOf(draws(13_000, 2), 0.5),
    7,
  );
  expect(bounds?.lower).toBeGreaterThan(500);
  expect(bounds?.lower).toBeLessThan(2_080);
  expect(bounds?.upper).toBeGreaterThan(2_080);
  expect(bounds?.upper).toBeLessThan(4_000);
  const equal = bootstrapDifferenceBounds(
    resampledQuantileOf(draws(10_000, 1), 0.5),
    resampledQuantileOf(draws(10_000, 2), 0.5),
    7,
  );
  expect(equal?.lower).toBeLessThan(0);
  expect(equal?.upper).toBeGreaterThan(0);
});

test("too few intervals on a side have no bounds", () => {
  const nine = [draws(10_000, 1, 1)[0]?.slice(0, 9) ?? []];
  const many = resampledQuantileOf(draws(10_000, 1), 0.5);
  expect(bootstrapDifferenceBounds(many, resampledQuantileOf(nine, 0.5), 1)).toBe(null);
});

test("a percentile beyond the timeout on one side alone is infinitely far from the other", () => {
  const hung = draws(10_000, 1).map((run) => run.map((d) => ({ ...d, beyond: 50 })));
  const bounds = bootstrapDifferenceBounds(
    resampledQuantileOf(draws(10_000, 2), 0.95),
    resampledQuantileOf(hung, 0.95),
    1,
  );
  expect(bounds).toEqual({ lower: Number.POSITIVE_INFINITY, upper: Number.POSITIVE_INFINITY });
});

test("a side of which nothing was observed bounds nothing", () => {
  const empty = [Array.from({ length: 12 }, () => of([]))];
  const bounds = bootstrapDifferenceBounds(
    resampledQuantileOf(draws(10_000, 2), 0.95),
    resampledQuantileOf(empty, 0.95),
    1,
  );
  expect(bounds).toEqual({ lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY });
});

test("the bounds of a difference of ratios hold the true one", () => {
  const errors = (most: number, seed: number): readonly (readonly { part: number; whole: number }[])[] =>
    [0, 1].map((run) =>
      Array.from({ length: 40 }, (_, interval) => ({
        part: seededRandom(seed, `errors ${run}`, interval).int(most + 1),
        whole: 100,
      })),
    );
  // 0 to 2 of 100, each as often, is 1 % on average; 0 to 6 is 3 %
  const bounds = bootstrapDifferenceBounds(resampledRatioOf(errors(2, 1)), resampledRatioOf(errors(6, 2)), 3);
  expect(bounds?.lower).toBeLessThanOrEqual(0.02);
  expect(bounds?.lower).toBeGreaterThan(0);
  expect(bounds?.upper).toBeGreaterThanOrEqual(0.02);
  expect(bounds?.upper).toBeLessThan(0.05);
});
