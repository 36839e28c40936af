import { expect, test } from "vitest";
import { checkPlace } from "../../../src/report/check-place.ts";

test("a check is placed at the run, at its level, or in the recovery", () => {
  expect(checkPlace({ x: null, phase: null })).toBe("run");
  expect(checkPlace({ x: 1, phase: "steady" })).toBe("1x");
  expect(checkPlace({ x: 1, phase: "recovery" })).toBe("recovery");
});
