import { expect, test } from "vitest";
import { quotaOf, readShare } from "../../../src/target/share.ts";

function picksOf(text: string, requests: number): number[] {
  const share = readShare(text);
  if (share === null) throw new Error(text);
  const quota = quotaOf(share);
  return Array.from({ length: requests }, (_, i) => i + 1).filter(() => quota.picks(false));
}

test("1/50 picks every 50th request", () => {
  expect(picksOf("1/50", 200)).toEqual([50, 100, 150, 200]);
});

test("2% and 0.02 say the same as 1/50", () => {
  expect(picksOf("2%", 200)).toEqual([50, 100, 150, 200]);
  expect(picksOf("0.02", 200)).toEqual([50, 100, 150, 200]);
});

test("a share that no whole step fits is exact in the long run", () => {
  // 29 % of 1000 requests are 290, although 0.29 * 100 is 28.999999999999996 in floating point.
  expect(picksOf("29%", 1000)).toHaveLength(290);
  expect(picksOf("29%", 100)).toHaveLength(29);
});

test("100% picks every request", () => {
  expect(picksOf("100%", 3)).toEqual([1, 2, 3]);
});

test("a pick that another fault has claimed carries over to the next request", () => {
  const quota = quotaOf({ part: 1, whole: 2 });
  // Requests 2 and 4 are due; request 2 is claimed elsewhere, so 3 is picked in its place.
  expect([false, true, false, false].map((claimed) => quota.picks(claimed))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
