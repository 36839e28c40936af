import { expect, test } from "vitest";
import { OPTIONS } from "../../../src/cli/options.ts";

test("--segment counts from 1 for people and from 0 in the plan", () => {
  expect(OPTIONS.segment.read("1/3")).toEqual({ worker: 0, workers: 3 });
  expect(OPTIONS.segment.read("3/3")).toEqual({ worker: 2, workers: 3 });
});

test.each(["", "3", "0/3", "4/3", "1/0", "1/2/3", "a/b", "-1/3"])("--segment refuses %j", (text) => {
  expect(() => OPTIONS.segment.read(text)).toThrow(/--segment/);
});

test("--start-at reads a moment with its offset from UTC", () => {
  expect(OPTIONS.startAt.read("2026-11-21T09:00:00Z")).toBe(Date.UTC(2026, 10, 21, 9));
  expect(OPTIONS.startAt.read("2026-11-21T10:00:00.250+01:00")).toBe(Date.UTC(2026, 10, 21, 9, 0, 0, 250));
});

test.each(["", "09:00", "2026-11-21", "2026-11-21T09:00:00", "soon"])("--start-at refuses %j", (text) => {
  expect(() => OPTIONS.startAt.read(text)).toThrow(/--start-at/);
});
