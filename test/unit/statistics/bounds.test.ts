import { expect, test } from "vitest";
import {
  clopperPearson,
  quantileBoundRanks,
  quantileBounds,
  samplesNeeded,
} from "../../../src/statistics/index.ts";

test("a percentile's floor is ln 0.05 / ln p", () => {
  // ln 0.05 = -2.99573: / ln 0.95 = 58.4; / ln 0.99 = 298.07; / ln 0.999 = 2994.2; / ln 0.5 = 4.32
  expect([0.95, 0.99, 0.999, 0.5].map(samplesNeeded)).toEqual([59, 299, 2995, 5]);
});

test("the smallest sample with an upper bound has its largest value for it", () => {
  expect(quantileBoundRanks(0.95, 59).upper).toBe(59);
  expect(quantileBoundRanks(0.95, 58).upper).toBe(59); // one more than there are
  const d = { values: [1, 9], counts: [58, 1], beyond: 0 };
  expect(quantileBounds(d, 0.95).upper).toBe(9);
  expect(quantileBounds({ ...d, counts: [57, 1] }, 0.95).upper).toBe(Number.POSITIVE_INFINITY);
});

test("the median of ten lies between the second and the ninth", () => {
  // P(B <= 1) = 11/1024 = 1.1 %, P(B <= 2) = 56/1024 = 5.5 % > 5 %: lower rank 2.
  // P(B <= 7) = 968/1024 = 94.5 % < 95 %, P(B <= 8) = 98.9 %: upper rank 9.
  expect(quantileBoundRanks(0.5, 10)).toEqual({ lower: 2, upper: 9 });
  const d = { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], counts: Array(10).fill(1), beyond: 0 };
  expect(quantileBounds(d, 0.5)).toEqual({ lower: 2, upper: 9 });
});

test("too few samples leave both sides open", () => {
  // Of 4, P(B <= 0) = 1/16 = 6.3 % > 5 %: no lower rank either
  const d = { values: [5], counts: [4], beyond: 0 };
  expect(quantileBounds(d, 0.5)).toEqual({ lower: 0, upper: Number.POSITIVE_INFINITY });
  expect(quantileBounds({ values: [], counts: [], beyond: 0 }, 0.95)).toEqual({
    lower: 0,
    upper: Number.POSITIVE_INFINITY,
  });
});

test("the ranks of ten million samples lie 1.645 deviations around the quantile, found at once", () => {
  // sqrt(1e7 x 0.95 x 0.05) = 689.2; 1.645 x 689.2 = 1133.7
  const { lower, upper } = quantileBoundRanks(0.95, 10_000_000);
  expect(Math.abs(lower - (9_500_000 - 1133.7))).toBeLessThan(3);
  expect(Math.abs(upper - (9_500_000 + 1133.7))).toBeLessThan(3);
});

test("without an error the upper bound of a ratio is 1 - 0.05^(1/n)", () => {
  // 0.05^(1/149) = e^(-2.99573/149) = e^-0.020106 = 0.98009; 299: e^-0.010019 = 0.99003
  expect(clopperPearson(0, 149).upper).toBeCloseTo(0.0199, 4);
  expect(clopperPearson(0, 299).upper).toBeCloseTo(0.00997, 5);
  expect(clopperPearson(0, 149).lower).toBe(0);
});

test("one in two is bounded by the roots of the binomial", () => {
  // upper: P(X <= 1) = 1 - p^2 = 0.05 -> p = sqrt 0.95; lower: P(X >= 1) = 1 - q^2 = 0.05 -> p = 1 - sqrt 0.95
  const { lower, upper } = clopperPearson(1, 2);
  expect(upper).toBeCloseTo(Math.sqrt(0.95), 12);
  expect(lower).toBeCloseTo(1 - Math.sqrt(0.95), 12);
});

test("all of n is bounded like none of n, mirrored", () => {
  expect(clopperPearson(20, 20)).toEqual({ lower: 1 - clopperPearson(0, 20).upper, upper: 1 });
});

test("nothing counted bounds nothing", () => {
  expect(clopperPearson(0, 0)).toEqual({ lower: 0, upper: 1 });
});

test("12 errors of 600 may be a ratio of 1 % or of 2 %, not of 4 %", () => {
  const { lower, upper } = clopperPearson(12, 600);
  // Poisson with 12 seen: one-sided 95 % bounds 6.92 and 19.44, / 600 = 1.15 % and 3.24 %; the binomial's lie just within
  expect(lower).toBeCloseTo(0.0116, 3);
  expect(upper).toBeCloseTo(0.0322, 3);
});
