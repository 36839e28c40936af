import { expect, test } from "vitest";
import { seededRandom } from "../../../src/shared/index.ts";
import {
  bucket,
  constantService,
  cycle,
  exponentialService,
  server,
  thawHang,
  thawStall,
} from "../../../src/target/virtual-time.ts";

test("one server answers first come first served, each after the one before", () => {
  const departure = server(constantService(100));
  // 10 ms each: 0 -> 10; 4 waits until 10 -> 20; 40 finds it idle -> 50; 45 waits until 50 -> 60.
  expect([0, 4, 40, 45].map(departure)).toEqual([10, 20, 50, 60]);
});

test("the wait at a server of 160/s under 200/s grows as (R/C - 1) t", () => {
  const departure = server(constantService(160));
  const waits = Array.from({ length: 6000 }, (_, i) => departure(i * 5) - i * 5);
  // The last of 30 s arrives at 29,995 ms: 6000 services of 6.25 ms end at 37,500 ms, so it takes 7,505 ms = 0.25 * 30 s.
  expect(waits.at(-1)).toBeCloseTo(7_505, 6);
});

test("exponential service times come from the stream mm1 of the seed, so that a test can draw them too", () => {
  const service = exponentialService(100, 7);
  const departure = server(service);
  const arrivals = [0, 1, 2, 3];
  let previous = Number.NEGATIVE_INFINITY;
  const lindley = arrivals.map((at, n) => {
    previous = Math.max(at, previous) + seededRandom(7, "mm1", n).exponential(10);
    return previous;
  });
  expect(arrivals.map(departure)).toEqual(lindley);
});

test("exponential service times have the mean 1/M", () => {
  const service = exponentialService(100, 1);
  const mean = Array.from({ length: 20_000 }, (_, n) => service(n)).reduce((a, b) => a + b) / 20_000;
  // The mean is 10 ms; its standard error is 10/sqrt(20000) = 0.071 ms, and four of them are 0.28 ms.
  expect(Math.abs(mean - 10)).toBeLessThan(0.28);
});

test("a cycle adds its times in turn and starts again", () => {
  const reply = cycle([
    { timeMs: 3, count: 2 },
    { timeMs: 1502, count: 1 },
  ]);
  expect([0, 100, 200, 300].map(reply)).toEqual([3, 103, 1702, 303]);
});

test("a stall freezes the last part of every period, counted from the first request", () => {
  const thaw = (atMs: number) => thawStall(atMs, 500, 1_000, 10_000);
  // Frozen in [9500, 10500), [19500, 20500), ...
  expect([500, 9_499, 9_500, 10_000, 10_500, 19_600].map(thaw)).toEqual([
    500, 9_499, 10_500, 10_500, 10_500, 20_500,
  ]);
});

test("a stall of 1 s every 10 s has the quantiles S * (1 - (1-q) * P/S)", () => {
  const waits = Array.from({ length: 10_000 }, (_, i) => thawStall(i, 0, 1_000, 10_000) - i).sort(
    (a, b) => a - b,
  );
  // Ranks ceil(q * 10000) of arrivals 1 ms apart: p95 = 500 ms, p99 = 900 ms, p99.9 = 990 ms; p90 is 0.
  expect([9_000, 9_500, 9_900, 9_990].map((rank) => waits[rank - 1])).toEqual([0, 500, 900, 990]);
});

test("a hang freezes once", () => {
  expect([99, 100, 4_000, 5_099, 5_100].map((atMs) => thawHang(atMs, 100, 5_000))).toEqual([
    99, 5_100, 5_100, 5_100, 5_100,
  ]);
});

test("a token bucket lets its burst through, then its rate, and says how long the next token takes", () => {
  const tokens = bucket(40, 2);
  // Two at once; the third needs 1/40 s = 25 ms; 25 ms later there is one; 10 ms after that 0.4 of one, so 15 ms more.
  expect(tokens.take(0)).toBeNull();
  expect(tokens.take(0)).toBeNull();
  expect(tokens.take(0)).toBeCloseTo(25, 6);
  expect(tokens.take(25)).toBeNull();
  expect(tokens.take(35)).toBeCloseTo(15, 6);
});
