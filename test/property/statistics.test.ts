import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bootstrapQuantileBounds,
  clopperPearson,
  type Distribution,
  decidePercentile,
  decideRatio,
  quantile,
  quantileBoundRanks,
  quantileBounds,
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
