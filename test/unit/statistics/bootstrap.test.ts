import { expect, test } from "vitest";
import { seededRandom } from "../../../src/shared/index.ts";
import { mergeNeighbours, replicate } from "../../../src/statistics/block-bootstrap.ts";
import {
  bootstrapMeanBounds,
  bootstrapQuantileBounds,
  bootstrapQuantileUpper,
  bootstrapRatioBounds,
  bootstrapRatioUpper,
  type Distribution,
} from "../../../src/statistics/index.ts";

const constant = (value: number): Distribution => ({ values: [value], counts: [100], beyond: 0 });
const seconds = <T>(n: number, at: (second: number) => T): T[] => Array.from({ length: n }, (_, s) => at(s));

test("fewer than ten intervals are not resampled", () => {
  expect(
    bootstrapQuantileUpper(
      seconds(9, () => constant(5)),
      0.95,
      1,
    ),
  ).toBeNull();
  expect(
    bootstrapRatioUpper(
      seconds(9, () => ({ part: 1, whole: 2 })),
      1,
    ),
  ).toBeNull();
  expect(
    bootstrapMeanBounds(
      seconds(9, () => ({ sum: 1, count: 2 })),
      1,
    ),
  ).toBeNull();
});

test("intervals that are all alike leave no doubt", () => {
  expect(
    bootstrapQuantileBounds(
      seconds(30, () => constant(5)),
      0.95,
      1,
    ),
  ).toEqual({ lower: 5, upper: 5 });
  expect(
    bootstrapRatioBounds(
      seconds(30, () => ({ part: 1, whole: 50 })),
      1,
    ),
  ).toEqual({ lower: 0.02, upper: 0.02 });
  expect(
    bootstrapMeanBounds(
      seconds(30, () => ({ sum: 30, count: 10 })),
      1,
    ),
  ).toEqual({ lower: 3, upper: 3 });
});

test("one slow second of thirty keeps the p95 from being sure", () => {
  // The slow second holds 3.3 % of the samples, so p95 = 1; drawn twice, 6.7 %: in about a quarter of replicates.
  const intervals = seconds(30, (s) => constant(s === 17 ? 1000 : 1));
  expect(bootstrapQuantileBounds(intervals, 0.95, 1)).toEqual({ lower: 1, upper: 1000 });
});

test("a bound among what lies beyond every finite value is infinite", () => {
  const intervals = seconds(30, (s) => (s === 17 ? { values: [], counts: [], beyond: 100 } : constant(1)));
  expect(bootstrapQuantileUpper(intervals, 0.95, 1)).toBe(Number.POSITIVE_INFINITY);
});

test("errors in one burst bound the ratio more loosely than the same errors spread out", () => {
  // 60 of 3000 both times. One second drawn k times gives k x 2 %; drawn 3 times or more in 6 % or so of replicates.
  const burst = seconds(30, (s) => ({ part: s === 3 ? 60 : 0, whole: 100 }));
  const spread = seconds(30, () => ({ part: 2, whole: 100 }));
  expect(bootstrapRatioUpper(spread, 1)).toBe(0.02);
  expect(bootstrapRatioUpper(burst, 1)).toBeGreaterThanOrEqual(0.04);
});

test("the bounds of a mean lie where its standard error puts them", () => {
  // 30 seconds with means 1..30 in turn by pairs far apart: deviation of the mean of 30 = sqrt((30^2-1)/12/30) = 1.58;
  // shuffled, so that blocks hold no trend: 15.5 -+ 1.645 x 1.58 = 12.9 and 18.1
  const intervals = seconds(30, (s) => ({ sum: 10 * (((s * 11) % 30) + 1), count: 10 }));
  const bounds = bootstrapMeanBounds(intervals, 1);
  expect(bounds?.lower).toBeGreaterThan(12);
  expect(bounds?.lower).toBeLessThan(15);
  expect(bounds?.upper).toBeGreaterThan(16);
  expect(bounds?.upper).toBeLessThan(19);
});

test("intervals without any observation bound nothing", () => {
  const empty = { values: [], counts: [], beyond: 0 };
  expect(
    bootstrapQuantileBounds(
      seconds(30, () => empty),
      0.95,
      1,
    ),
  ).toBeNull();
  expect(
    bootstrapRatioBounds(
      seconds(30, () => ({ part: 0, whole: 0 })),
      1,
    ),
  ).toBeNull();
});

test("replicates of empty intervals alone widen the bounds on both sides", () => {
  // One of 10 intervals holds something: a replicate of 10 in blocks of 2 misses it with (8/10)^5 = 33 %
  const intervals = seconds(10, (s) => (s === 0 ? constant(7) : { values: [], counts: [], beyond: 0 }));
  expect(bootstrapQuantileBounds(intervals, 0.95, 1)).toEqual({ lower: 0, upper: Number.POSITIVE_INFINITY });
});

test("the same seed gives the same bounds", () => {
  const random = seededRandom(1, "test", 0);
  const intervals = seconds(30, () => constant(random.int(1000)));
  expect(bootstrapQuantileBounds(intervals, 0.95, 7)).toEqual(bootstrapQuantileBounds(intervals, 0.95, 7));
});

test("every replicate draws as many units as there are, in runs of round(units^(1/3))", () => {
  const drawn: number[] = [];
  replicate(30, 1, (times) => {
    drawn.push(times.reduce((sum, n) => sum + n, 0));
    return 0;
  });
  expect(drawn).toHaveLength(1000);
  expect(new Set(drawn)).toEqual(new Set([30]));
});

test("more than 120 intervals are merged with their neighbours", () => {
  const sizes = (n: number) =>
    mergeNeighbours(
      seconds(n, (s) => s),
      (group) => group.length,
    );
  expect(sizes(120)).toEqual(seconds(120, () => 1));
  // 250 / 120 -> groups of 3: 83 whole ones and one of 1
  expect(sizes(250)).toEqual([...seconds(83, () => 3), 1]);
  expect(sizes(3600)).toEqual(seconds(120, () => 30));
});

test("an hour of seconds with 200 values each takes well under a second", () => {
  const random = seededRandom(1, "hour", 0);
  const hour = seconds(3600, () => {
    const values = new Set(seconds(200, () => 1000 + random.int(5000)));
    const ascending = [...values].sort((a, b) => a - b);
    return { values: ascending, counts: ascending.map(() => 1), beyond: 0 };
  });
  const began = process.cpuUsage().user;
  expect(bootstrapQuantileUpper(hour, 0.95, 1)).toBeGreaterThan(5600);
  expect((process.cpuUsage().user - began) / 1e6).toBeLessThan(1);
});
