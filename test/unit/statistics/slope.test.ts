import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/shared/index.ts";
import {
  decideSlope,
  fitLine,
  type Point,
  slopeEvidence,
  student95,
  theilSen,
} from "../../../src/statistics/index.ts";
import { normal } from "../../support/synthetic-soaks.ts";

const series = (length: number, y: (x: number) => number): readonly Point[] =>
  Array.from({ length }, (_, x) => ({ x, y: y(x) }));
const judged = (points: readonly Point[], limit: number) => {
  const evidence = slopeEvidence(points, 1);
  return { ...evidence, ...decideSlope(evidence, { limit, comparison: "<=" }) };
};

describe("the slope of Theil and Sen", () => {
  test("is a line's own", () => {
    const { slope, intercept } = theilSen(series(40, (x) => 5 + 0.25 * x));
    expect(slope).toBeCloseTo(0.25, 12);
    expect(intercept).toBeCloseTo(5, 12);
  });

  test("is the median of all pairs", () => {
    // (0,0) (1,1) (2,4): slopes 1, 4/2 = 2 and 3, so 2; values less 2x are 0, -1, 0, so the line begins at 0.
    expect(
      theilSen([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
        { x: 2, y: 4 },
      ]),
    ).toEqual({ slope: 2, intercept: 0 });
    // And (4,0): slopes 1, 2, 0, 3, -1/3, -2; ascending -2, -1/3, 0, 1, 2, 3, so (0 + 1) / 2.
    expect(
      theilSen([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
        { x: 2, y: 4 },
        { x: 4, y: 0 },
      ]).slope,
    ).toBe(0.5);
  });

  test("is by the times where some are missing", () => {
    // 60 to 99 are not there: a step of 40 in time and of 10 in value.
    const points = series(160, (x) => 0.25 * x).filter(({ x }) => x < 60 || x >= 100);
    expect(theilSen(points).slope).toBeCloseTo(0.25, 12);
  });

  test("is 0 of a sawtooth of whole teeth, and a leak's own beneath one", () => {
    // 12 teeth of 10 values, 0 to 9. Pairs a whole number of teeth apart do not differ: a tenth of all. Of the others, those
    // r values further on in the tooth are as many as those r values further back, on average over r, so half rise.
    const tooth = (x: number): number => x % 10;
    expect(theilSen(series(120, tooth)).slope).toBe(0);
    // 0.02 a value under teeth of 9: pairs whole teeth apart rise by exactly that, and stay the middle ones.
    expect(theilSen(series(120, (x) => tooth(x) + 0.02 * x)).slope).toBeCloseTo(0.02, 12);
  });

  test("is 0 of a step with more than 29 % on either side of no pair", () => {
    // 10 of 100 values lie lower at first: 10 x 90 = 900 of 4950 pairs rise, the other 4050 do not.
    expect(theilSen(series(100, (x) => (x < 10 ? 0 : 50))).slope).toBe(0);
    // At half, 50 x 50 = 2500 pairs rise, more than half of 4950: the middle one is the smallest rise but 25.
    expect(theilSen(series(100, (x) => (x < 50 ? 0 : 50))).slope).toBeGreaterThan(0);
  });

  test("is not moved by a few spikes", () => {
    const points = series(100, (x) => 0.5 * x + (x % 17 === 3 ? 1_000 : 0));
    expect(theilSen(points).slope).toBeCloseTo(0.5, 1);
  });
});

describe("the bounds of a slope", () => {
  test("are the slope where nothing is left over, and unknown of two values", () => {
    const { slope, lower, upper } = fitLine(
      series(60, (x) => 3 * x),
      1,
    );
    expect([lower, upper].map((bound) => Math.abs(bound - slope) < 1e-9)).toEqual([true, true]);
    const two = fitLine(
      series(2, (x) => x),
      1,
    );
    expect([two.lower, two.upper]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  test("are those of independent errors where errors are independent", () => {
    // Errors of 1 at 120 places: least squares' slope is off by 1 sqrt(12 / 120) / 120 = 0.00264, and Theil and Sen's by
    // sqrt(pi / 3) times that, 0.0027; 1.66 of them are 0.0045.
    const random = seededRandom(1, "test", 0);
    const { slope, lower, upper } = fitLine(
      series(120, () => normal(random)),
      1,
    );
    expect((upper - lower) / 2).toBeGreaterThan(0.0035);
    expect((upper - lower) / 2).toBeLessThan(0.0075);
    expect(upper - slope).toBeCloseTo(slope - lower, 9);
  });

  test("are wider where errors have memory", () => {
    const random = seededRandom(1, "test", 0);
    const noise = Array.from({ length: 120 }, () => normal(random));
    // Each error a mean of 16: as large, when multiplied by 4, and correlated over 16 values.
    const slow = noise.map(
      (_, i) =>
        4 *
        (noise
          .concat(noise)
          .slice(i, i + 16)
          .reduce((a, b) => a + b, 0) /
          16),
    );
    const reach = (values: readonly number[]) => {
      const { lower, upper } = fitLine(
        values.map((y, x) => ({ x, y })),
        1,
      );
      return upper - lower;
    };
    // sqrt(16) = 4 times as wide if that were all; blocks see most of it.
    expect(reach(slow)).toBeGreaterThan(2 * reach(noise));
  });

  test("move with a leak that is added, and by nothing else", () => {
    const random = seededRandom(3, "test", 0);
    const points = series(90, () => 100 + normal(random));
    const without = fitLine(points, 7);
    const leaking = fitLine(
      points.map(({ x, y }) => ({ x, y: y + 0.5 * x })),
      7,
    );
    expect(leaking.slope).toBeCloseTo(without.slope + 0.5, 9);
    expect(leaking.lower).toBeCloseTo(without.lower + 0.5, 9);
    expect(leaking.upper).toBeCloseTo(without.upper + 0.5, 9);
  });

  test("use Student's 95 % points", () => {
    const table = { 1: 6.314, 2: 2.92, 3: 2.353, 5: 2.015, 10: 1.812, 30: 1.697, 1e9: 1.645 };
    for (const [degrees, point] of Object.entries(table)) {
      expect(Math.abs(student95(Number(degrees)) - point)).toBeLessThan(0.002);
    }
    expect(student95(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a slope and its limit", () => {
  const noise = (amount: number) => {
    const random = seededRandom(5, "test", 0);
    return () => amount * normal(random);
  };

  test("are held, broken or undecided by the bounds", () => {
    const off = noise(1);
    const points = series(120, (x) => 0.1 * x + off());
    expect(judged(points, 0.2)).toMatchObject({ state: "held", why: "" });
    expect(judged(points, 0.05)).toMatchObject({ state: "broken", why: "" });
    expect(judged(points, 0.1)).toMatchObject({ state: "undecided", why: "bounds" });
  });

  test("are undecided of what rose and has stopped", () => {
    // From 0 to 60 within the first half, then flat: over all 0.5 a value (0.06 to 0.96), over the later half 0.
    const off = noise(0.5);
    expect(
      judged(
        series(120, (x) => Math.min(x, 60) + off()),
        0.03,
      ),
    ).toMatchObject({
      state: "undecided",
      why: "has stopped",
    });
  });

  test("are undecided of a step in the middle", () => {
    const off = noise(0.5);
    expect(
      judged(
        series(120, (x) => (x < 55 ? 0 : 30) + off()),
        0.05,
      ),
    ).toMatchObject({ state: "undecided" });
  });

  test("are undecided of what was flat and has begun to rise", () => {
    // 1 a value over the last 40 of 120: over all next to nothing, as two thirds of the values are flat.
    const off = noise(0.2);
    const points = series(120, (x) => Math.max(0, x - 80) + off());
    const found = judged(points, 0.45);
    expect(found).toMatchObject({ state: "undecided", why: "has begun" });
    expect(found.line.upper).toBeLessThan(0.45);
  });

  test("are held of a series that does not move at all", () => {
    expect(
      judged(
        series(60, () => 25),
        0.001,
      ),
    ).toMatchObject({ state: "held" });
  });

  test("tell < from <=", () => {
    const flat = slopeEvidence(
      series(60, () => 25),
      1,
    );
    expect(decideSlope(flat, { limit: 0, comparison: "<=" }).state).toBe("held");
    expect(decideSlope(flat, { limit: 0, comparison: "<" }).state).toBe("broken");
  });
});
