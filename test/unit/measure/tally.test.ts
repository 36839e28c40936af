import { expect, test } from "vitest";
import {
  addTallies,
  countAbove,
  decodeTally,
  emptyTally,
  encodeTally,
  HIGHEST_US,
  highestEquivalentUs,
  lowestEquivalentUs,
  tallyOf,
} from "../../../src/measure/index.ts";

test.each([
  // Cells are the smallest power of two wide that cuts 2048 of them above the value.
  [0, 0, 0],
  [1, 1, 1],
  [2_047, 2_047, 2_047],
  [2_048, 2_048, 2_049], // 2 us wide
  [4_095, 4_094, 4_095],
  [4_096, 4_096, 4_099], // 4 us wide
  [500_000, 499_968, 500_223], // 256 us wide: 1953 x 256 = 499968
  [1_200_000, 1_199_104, 1_200_127], // 1024 us wide: 1171 x 1024 = 1199104
  [3_600_000_000, 3_598_712_832, 3_600_809_983], // 2^21 us wide: 1716 x 2097152
  [1e12, 999_653_638_144, 1_000_190_509_055], // 2^29 us wide: 1862 x 536870912 = 999653638144
  [1_500.9, 1_500, 1_500],
])("%d us is not told from %d to %d us", (us, lowest, highest) => {
  expect([lowestEquivalentUs(us), highestEquivalentUs(us)]).toEqual([lowest, highest]);
});

test("a tally counts single times by cell, ascending", () => {
  expect(tallyOf([500_000, 3, 500_223, 3.4, 500_224])).toEqual({
    valuesUs: [3, 500_223, 500_479],
    counts: [2, 2, 1],
    total: 5,
  });
  expect(tallyOf([])).toEqual(emptyTally);
});

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, HIGHEST_US + 1])(
  "a tally of %d us is refused",
  (us) => {
    expect(() => tallyOf([us])).toThrow(RangeError);
  },
);

test("tallies add by cell", () => {
  expect(addTallies([tallyOf([1, 5]), emptyTally, tallyOf([5, 9])])).toEqual(tallyOf([1, 5, 5, 9]));
  expect(addTallies([])).toEqual(emptyTally);
});

test("a time in the limit's own cell is not above the limit", () => {
  const tally = tallyOf([100_000, 499_000, 500_000, 500_223, 500_224, 600_000]);
  expect(countAbove(tally, 500_000)).toBe(2); // 500224 and 600000: the limit's cell ends at 500223
  expect(countAbove(tally, 600_000)).toBe(0);
  expect(countAbove(tally, 1)).toBe(6);
});

test.each([
  ["nothing", ""],
  ["something else in base64", Buffer.from("a text of some length").toString("base64")],
  ["a histogram cut short", encodeTally(tallyOf([1, 2, 3])).slice(0, 40)],
])("%s is no histogram", (_name, base64) => {
  expect(() => decodeTally(base64)).toThrow(RangeError);
});
