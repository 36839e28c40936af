import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bootstrapQuantileBounds,
  clopperPearson,
  type Distribution,
  decidePercentile,
  decideRatio,
  fitLine,
  quantile,
  quantileBoundRanks,
  quantileBounds,
  theilSen,
  total,
} from "../../src/statistics/index.ts";

const percentiles = fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999);
const values = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 80 });
const intervals = fc.array(fc.tuple(values, fc.integer({ min: 0, max: 3 })), { maxLength: 30 });

function distributionOf(list: readonly number[], beyond: number): Distribution {
  const ascending = [...new Set(list)].sort((a, b) => a - b);
  return { values: ascending, counts: ascending.map((v) => list.filter((x) => x === v).length), beyond };
}

function caseOf(parts: readonly (readonly [readonly number[], number])[], limit: number) {
  return {
    all: distributionOf(
      parts.flatMap(([list]) => list),
      parts.reduce((sum, [, beyond]) => sum + beyond, 0),
    ),
    intervals: parts.map(([list, beyond]) => distributionOf(list, beyond)),
    p: 0.9,
    limit,
    steady: true,
    levelSeconds: parts.length,
    seed: 1,
  };
}

const RANK = { broken: 0, undecided: 1, held: 2 } as const;

test("a quantile is the sorted list's value at its nearest rank", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 5 }), percentiles, (list, beyond, p) => {
      const sorted = [...list, ...Array(beyond).fill(Number.POSITIVE_INFINITY)].sort((a, b) => a - b);
      const rank = Math.ceil(Number((p * sorted.length).toFixed(9)));
      const expected = sorted.length === 0 ? Number.NaN : sorted[Math.max(rank, 1) - 1];
      expect(quantile(distributionOf(list, beyond), p)).toEqual(expected);
    }),
  );
});

test("bounds enclose the observed quantile", () => {
  fc.assert(
    fc.property(intervals, percentiles, (parts, p) => {
      const { all, intervals: each } = caseOf(parts, 1);
      fc.pre(total(all) > 0);
      const observed = quantile(all, p);
      const { lower, upper } = quantileBounds(all, p);
      expect(lower).toBeLessThanOrEqual(observed);
      expect(upper).toBeGreaterThanOrEqual(observed);
      const block = bootstrapQuantileBounds(each, p, 1);
      if (block !== null) expect(block.lower).toBeLessThanOrEqual(block.upper);
    }),
  );
});

test("ranks of larger samples do not fall", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), percentiles, (n, p) => {
      const small = quantileBoundRanks(p, n);
      const large = quantileBoundRanks(p, n + 1);
      expect(large.lower).toBeGreaterThanOrEqual(small.lower);
      expect(small.lower).toBeLessThan(small.upper);
    }),
  );
});

test("Clopper-Pearson bounds enclose the ratio and rise with it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.nat(), (n, draw) => {
      const k = draw % n;
      const one = clopperPearson(k, n);
      const more = clopperPearson(k + 1, n);
      expect(one.lower).toBeLessThanOrEqual(k / n);
      expect(one.upper).toBeGreaterThan(k / n);
      expect(more.lower).toBeGreaterThan(one.lower);
      expect(more.upper).toBeGreaterThan(one.upper);
    }),
  );
});

test("a higher limit never makes a decision worse", () => {
  fc.assert(
    fc.property(intervals, fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (parts, limit, more) => {
      const low = decidePercentile(caseOf(parts, limit)).state;
      const high = decidePercentile(caseOf(parts, limit + more)).state;
      expect(RANK[high]).toBeGreaterThanOrEqual(RANK[low]);
    }),
  );
});

test("more slow samples never mend a broken percentile", () => {
  fc.assert(
    fc.property(
      intervals,
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 20 }),
      (parts, limit, more) => {
        fc.pre(decidePercentile(caseOf(parts, limit)).state === "broken");
        const slower = [...parts, [Array(more).fill(1000), 0] as const];
        expect(decidePercentile(caseOf(slower, limit)).state).toBe("broken");
      },
    ),
  );
});

test("more errors never make a ratio's decision better", () => {
  const counts = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 51, max: 100 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(counts, fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.nat(), (list, limit, draw) => {
      const decide = (rows: readonly (readonly [number, number])[]) =>
        decideRatio({
          bad: rows.reduce((sum, [bad]) => sum + bad, 0),
          n: rows.reduce((sum, [, n]) => sum + n, 0),
          intervals: rows.map(([part, whole]) => ({ part, whole })),
          limit,
          seed: 1,
        }).state;
      const worse = list.map(([bad, n], i): [number, number] => [
        i === draw % list.length ? bad + 1 : bad,
        n,
      ]);
      expect(RANK[decide(worse)]).toBeLessThanOrEqual(RANK[decide(list)]);
    }),
  );
});

test("nothing holds without a sample", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(60), (limit, n) => {
      const none = caseOf(Array(n).fill([[], 0]), limit);
      expect(decidePercentile(none).state).toBe("undecided");
      expect(decideRatio({ bad: 0, n: 0, intervals: [], limit: 0.5, seed: 1 }).state).toBe("undecided");
    }),
  );
});

const series = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 40 });
const points = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));

test("the slope of a series is the median of the slopes of its pairs", () => {
  fc.assert(
    fc.property(series, (ys) => {
      const slopes = ys
        .flatMap((y, i) => ys.slice(i + 1).map((later, gap) => (later - y) / (gap + 1)))
        .sort((a, b) => a - b);
      const half = slopes.length >> 1;
      const middle =
        slopes.length % 2 === 1 ? (slopes[half] ?? 0) : ((slopes[half - 1] ?? 0) + (slopes[half] ?? 0)) / 2;
      expect(theilSen(points(ys)).slope).toBeCloseTo(middle, 9);
    }),
  );
});

test("a line's bounds hold its slope, and move with a line that is added and with the scale", () => {
  const factor = fc.double({ min: 0.1, max: 100, noNaN: true });
  const rise = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(series, factor, rise, fc.integer({ min: 0, max: 99 }), (ys, by, slope, seed) => {
      const plain = fitLine(points(ys), seed);
      expect(plain.lower).toBeLessThanOrEqual(plain.slope);
      expect(plain.upper).toBeGreaterThanOrEqual(plain.slope);
      const moved = fitLine(points(ys.map((y, x) => by * y + slope * x + 7)), seed);
      const near = (a: number, b: number) =>
        expect(Math.abs(a - b)).toBeLessThan(1e-6 * (1 + Math.abs(b)) * by);
      near(moved.slope, by * plain.slope + slope);
      // The length of blocks is counted from the residuals, so that rounding may tell two of them apart by a hair.
      if (Number.isFinite(plain.lower)) near((moved.lower + moved.upper) / 2, moved.slope);
    }),
    { numRuns: 50 },
  );
});
