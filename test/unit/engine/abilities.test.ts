import { expect, test } from "vitest";
import { nativeEngine } from "../../../src/engine/index.ts";

test("the longest plan of the native engine, with a minute to spare, is within what a timer can wait", () => {
  // 24 days are 2,073,600,000 ms; timers wait at most 2^31 - 1 = 2,147,483,647 ms.
  const { maxDurationUs } = nativeEngine.abilities;
  expect(maxDurationUs).toBe(2_073_600_000_000);
  expect((maxDurationUs ?? Number.POSITIVE_INFINITY) / 1e3 + 60_000).toBeLessThan(2 ** 31);
});
