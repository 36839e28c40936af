import { expect, test } from "vitest";
import { lag1Autocorrelation, median } from "../../../src/statistics/index.ts";

test("the median is the middle value, the lower one of two", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2]);
  expect(median([])).toBeNaN();
  expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});

test("the correlation of successive values is their products over their squares", () => {
  // mean 3; deviations -2 -1 0 1 2: products 2 + 0 + 0 + 2 = 4, squares 10
  expect(lag1Autocorrelation([1, 2, 3, 4, 5])).toBeCloseTo(0.4, 14);
  // mean 0; deviations 1 -1 1 -1: products -3, squares 4
  expect(lag1Autocorrelation([1, -1, 1, -1])).toBeCloseTo(-0.75, 14);
});

test("a constant or too short series is not correlated, an infinite one not known", () => {
  expect([lag1Autocorrelation([5, 5, 5]), lag1Autocorrelation([1, 9]), lag1Autocorrelation([])]).toEqual([
    0, 0, 0,
  ]);
  expect(lag1Autocorrelation([1, 2, Number.POSITIVE_INFINITY])).toBeNaN();
});
