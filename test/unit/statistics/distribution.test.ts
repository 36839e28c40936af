import { expect, test } from "vitest";
import { nearestRank, quantile, total, valueAtRank } from "../../../src/statistics/index.ts";

const BIMODAL = { values: [3, 1502], counts: [96, 6], beyond: 0 };

test("the nearest rank is ceil(p n)", () => {
  // 0.95 x 102 = 96.9 -> 97; 0.5 x 5 = 2.5 -> 3; 0.99 x 100 = 99
  expect([nearestRank(0.95, 102), nearestRank(0.5, 5), nearestRank(0.99, 100)]).toEqual([97, 3, 99]);
});

test("a product that is whole but for rounding is not raised to the next rank", () => {
  // 0.07 * 100 computes as 7.000000000000001
  expect(0.07 * 100).toBeGreaterThan(7);
  expect(nearestRank(0.07, 100)).toBe(7);
  expect(nearestRank(0.999, 10_000_000)).toBe(9_990_000);
});

test("the nearest rank of a tiny share is the first", () => {
  expect(nearestRank(0.0001, 5)).toBe(1);
});

test("the p95 of 96 x 3 ms and 6 x 1502 ms is 1502 ms", () => {
  expect(total(BIMODAL)).toBe(102);
  expect(quantile(BIMODAL, 0.95)).toBe(1502); // rank 97, the first of the six
  expect(quantile(BIMODAL, 0.94)).toBe(3); // 0.94 x 102 = 95.88 -> rank 96
});

test("observations beyond every finite value hold the highest ranks", () => {
  const d = { values: [10], counts: [98], beyond: 2 };
  expect(quantile(d, 0.98)).toBe(10); // rank 98
  expect(quantile(d, 0.99)).toBe(Number.POSITIVE_INFINITY); // rank 99
});

test("a quantile of nothing is NaN, and so is a rank that does not exist", () => {
  expect(quantile({ values: [], counts: [], beyond: 0 }, 0.5)).toBeNaN();
  expect(valueAtRank(BIMODAL, 103)).toBeNaN();
  expect(valueAtRank(BIMODAL, 0)).toBeNaN();
});
