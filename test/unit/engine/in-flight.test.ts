import { expect, test } from "vitest";
import { createInFlightCount, enter, leave } from "../../../src/engine/native/in-flight.ts";

test("as many enter as the cap allows, another when one has left", () => {
  const count = createInFlightCount();
  expect([1, 2, 3].map(() => enter(count, 2))).toEqual([true, true, false]);
  leave(count);
  expect([1, 2].map(() => enter(count, 2))).toEqual([true, false]);
});

test("who found no place takes none", () => {
  const count = createInFlightCount();
  enter(count, 1);
  for (let i = 0; i < 5; i++) enter(count, 1);
  leave(count);
  expect(enter(count, 1)).toBe(true);
});
