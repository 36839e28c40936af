import { expect, test } from "vitest";
import { binomialCdf, binomialMass } from "../../../src/statistics/index.ts";

test("the mass of small numbers is choose(n, k) p^k q^(n-k)", () => {
  // 10 x 0.3^3 x 0.7^2 = 0.1323; 0.7^5 = 0.16807; 0.3^5 = 0.00243
  expect(binomialMass(3, 5, 0.3)).toBeCloseTo(0.1323, 14);
  expect(binomialMass(0, 5, 0.3)).toBeCloseTo(0.16807, 14);
  expect(binomialMass(5, 5, 0.3)).toBeCloseTo(0.00243, 14);
});

test("the masses of all outcomes add up to one", () => {
  for (const [n, p] of [
    [20, 0.5],
    [300, 0.99],
    [2_000, 0.001],
  ] as const) {
    let sum = 0;
    for (let k = 0; k <= n; k++) sum += binomialMass(k, n, p);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test("the cumulated masses are right on both sides of the mean", () => {
  // choose(10, 0..2) = 1, 10, 45: 56 of 1024; up to 7: all but 45 + 10 + 1
  expect(binomialCdf(2, 10, 0.5)).toBeCloseTo(56 / 1024, 14);
  expect(binomialCdf(7, 10, 0.5)).toBeCloseTo(968 / 1024, 14);
  expect([binomialCdf(-1, 10, 0.5), binomialCdf(10, 10, 0.5)]).toEqual([0, 1]);
});

test("impossible and certain events have no spread", () => {
  expect([binomialCdf(0, 10, 0), binomialMass(0, 10, 0), binomialMass(10, 10, 1)]).toEqual([1, 1, 1]);
});

test("at ten million trials it agrees with the normal law's next-order expansion", () => {
  // Edgeworth at the mean: 1/2, half a step for continuity, and skewness (q - p)/6 of a step; a step is 1 / sqrt(2 pi n p q).
  const n = 10_000_000;
  const p = 0.95;
  const edgeworth = 0.5 + (0.5 + (1 - 2 * p) / 6) / Math.sqrt(2 * Math.PI * n * p * (1 - p));
  expect(binomialCdf(n * p, n, p)).toBeCloseTo(edgeworth, 7);
});
