import { expect, test } from "vitest";
import { addCounts, noCounts, outcomesOf } from "../../../src/measure/index.ts";

test("counts add name by name, absent ones being 0", () => {
  const some = { ...noCounts, planned: 3, good: 1, completed: 2 };
  expect(addCounts(some, { planned: 2, shed: 4 })).toEqual({
    ...noCounts,
    planned: 5,
    good: 1,
    shed: 4,
    completed: 2,
  });
  expect(addCounts(noCounts, {})).toEqual(noCounts);
});

test("outcomes are the six ways to end, neither releases nor completions", () => {
  const counts = {
    planned: 100,
    released: 200,
    good: 1,
    bad: 2,
    failed: 4,
    timeout: 8,
    shed: 16,
    unfinished: 32,
    completed: 400,
    good_done: 800,
  };
  expect(outcomesOf(counts)).toBe(63);
});
