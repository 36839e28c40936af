import { expect, test } from "vitest";
import { agreementOf, type Compared, exactAgreement, outermost } from "../../../src/compare/agreement.ts";
import { agreementSentence } from "../../../src/compare/sentence.ts";
import { timeTolerance } from "../../../src/compare/tolerance.ts";

const P95: Compared = {
  what: "p95",
  unit: "us",
  first: 20_000,
  second: 20_500,
  tolerance: 1_000,
  samples: [900, 900],
};

test.each([
  [-1_000, 1_000, "agree"],
  [-1_001, 1_000, "undecided"],
  [400, 1_001, "undecided"],
  [1_000, 3_000, "undecided"],
  [1_001, 3_000, "disagree"],
  [-9_000, -1_001, "disagree"],
  [-9_000, 9_000, "undecided"],
  [500, Number.POSITIVE_INFINITY, "undecided"],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, "disagree"],
] as const)("a difference of %d to %d us within 1 ms: %s", (lower, upper, state) => {
  expect(agreementOf(P95, { lower, upper }, "").state).toBe(state);
});

test("too few samples or intervals leave it undecided, with what is lacking", () => {
  const bounds = { lower: 0, upper: 0 };
  expect(agreementOf(P95, bounds, "needs 59 samples")).toMatchObject({
    state: "undecided",
    note: "needs 59 samples",
    difference: 500,
  });
  expect(agreementOf(P95, null, "")).toMatchObject({ state: "undecided", bounds: null });
});

test("a census is decided by its figures", () => {
  const delivered = { ...P95, what: "delivered", unit: "ratio", tolerance: 0.01 } as const;
  // 1 - 0.99 is 0.010000000000000009, so one in a hundred is tested from the other side
  expect(exactAgreement({ ...delivered, first: 1, second: 0.991 }).state).toBe("agree");
  expect(exactAgreement({ ...delivered, first: 1, second: 0.98 }).state).toBe("disagree");
  expect(exactAgreement({ ...delivered, first: Number.NaN, second: 1 }).state).toBe("undecided");
});

test("two figures beyond the timeout do not differ; one alone differs without end", () => {
  const beyond = Number.POSITIVE_INFINITY;
  const zero = { lower: 0, upper: 0 };
  expect(agreementOf({ ...P95, first: beyond, second: beyond }, zero, "").difference).toBe(0);
  expect(agreementOf({ ...P95, second: beyond }, zero, "").difference).toBe(beyond);
  expect(agreementOf({ ...P95, first: beyond }, zero, "").difference).toBe(-beyond);
});

test("the tolerance of a time is the larger of the two parts", () => {
  const tolerance = { us: 1_000, share: 0.05 };
  // 5 % of 20 ms is 1 ms, of 100 ms 5 ms, of 2 ms 0.1 ms
  expect([20_000, 100_000, 2_000].map((us) => timeTolerance(tolerance, us))).toEqual([1_000, 5_000, 1_000]);
  expect(timeTolerance(tolerance, Number.POSITIVE_INFINITY)).toBe(1_000);
});

test("of several bounds the outermost count, of those that are known", () => {
  expect(outermost([{ lower: -2, upper: 1 }, null, { lower: -1, upper: 3 }])).toEqual({
    lower: -2,
    upper: 3,
  });
  expect(outermost([null, null])).toBe(null);
});

test("a sentence names the percentile, both figures, the difference, its bounds and the tolerance", () => {
  const agreement = agreementOf(
    { ...P95, second: 23_250, tolerance: 1_000 },
    { lower: 2_900, upper: 3_600 },
    "",
  );
  expect(
    agreementSentence("recall, service time at 2x", agreement, [{ label: "native" }, { label: "k6" }]),
  ).toBe(
    "recall, service time at 2x: p95 is 20 ms by native and 23.25 ms by k6, a difference of 3.25 ms (2.9 to 3.6), tolerance 1 ms",
  );
  const endless = agreementOf(
    { ...P95, second: Number.POSITIVE_INFINITY },
    { lower: Number.POSITIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
    "",
  );
  expect(agreementSentence("recall", endless, [{ label: "native" }, { label: "k6" }])).toBe(
    "recall: p95 is 20 ms by native and beyond the timeout by k6, tolerance 1 ms",
  );
});
