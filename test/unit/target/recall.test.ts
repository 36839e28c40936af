import { expect, test } from "vitest";
import { mergeRanks, profileOf } from "../../../src/target/recall.ts";

const hits = (...ids: number[]) => ids.map((id, i) => ({ id, score: -i }));

test("a memory found both ways goes before one that is first in one list only", () => {
  const merged = mergeRanks(hits(1, 2), hits(3, 2));
  // 2 scores 1/62 + 1/62 = 0.0323; 1 and 3 score 1/61 = 0.0164 each, the older first.
  expect(merged.map(({ id }) => id)).toEqual([2, 1, 3]);
  expect(merged[0]).toEqual({ id: 2, score: 2 / 62, foundBy: ["text", "vector"] });
});

test("a recall that gives its limit is pinned, whatever the pressure", () => {
  expect(profileOf(20, 10_000)).toEqual({ name: "pinned", hardCap: 20, vector: true });
});

test("a recall without a limit is downgraded after 50 ms of waiting, not before", () => {
  expect(profileOf(undefined, 50).name).toBe("standard");
  expect(profileOf(undefined, 50.1)).toEqual({ name: "lean", hardCap: 8, vector: false });
});
