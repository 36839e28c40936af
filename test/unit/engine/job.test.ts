import { expect, test } from "vitest";
import { shareOf } from "../../../src/engine/native/job.ts";

test("a number is shared out whole", () => {
  // 7 over 3: 3 + 2 + 2.
  expect([0, 1, 2].map((worker) => shareOf(7, worker, 3))).toEqual([3, 2, 2]);
});
