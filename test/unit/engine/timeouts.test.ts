import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTimeouts } from "../../../src/engine/native/timeouts.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const nowUs = (): number => Date.now() * 1_000;

test("a timeout fires at its time, not before", () => {
  const fired: number[] = [];
  createTimeouts(nowUs).expireAt("get", 5_000, () => fired.push(nowUs()));
  vi.advanceTimersByTime(4);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toEqual([5_000]);
});

test("a cancelled timeout does not fire, and those behind it do", () => {
  const fired: string[] = [];
  const timeouts = createTimeouts(nowUs);
  const first = timeouts.expireAt("get", 1_000, () => fired.push("first"));
  timeouts.expireAt("get", 2_000, () => fired.push("second"));
  const third = timeouts.expireAt("get", 3_000, () => fired.push("third"));
  timeouts.expireAt("get", 4_000, () => fired.push("fourth"));
  first.cancel();
  third.cancel();
  vi.advanceTimersByTime(10);
  expect(fired).toEqual(["second", "fourth"]);
});

test("lanes do not wait for each other", () => {
  const fired: string[] = [];
  const timeouts = createTimeouts(nowUs);
  timeouts.expireAt("slow", 60_000, () => fired.push("slow"));
  timeouts.expireAt("fast", 3_000, () => fired.push("fast"));
  vi.advanceTimersByTime(3);
  expect(fired).toEqual(["fast"]);
});

test("a timeout asked for while another fires counts", () => {
  const fired: number[] = [];
  const timeouts = createTimeouts(nowUs);
  timeouts.expireAt("get", 1_000, () => timeouts.expireAt("get", 2_000, () => fired.push(nowUs())));
  vi.advanceTimersByTime(5);
  expect(fired).toEqual([2_000]);
});

test("a sweep fires what is due without waiting for a timer", () => {
  const fired: string[] = [];
  const timeouts = createTimeouts(nowUs);
  timeouts.expireAt("get", 0, () => fired.push("due"));
  timeouts.expireAt("get", 1, () => fired.push("not due"));
  timeouts.sweep();
  expect(fired).toEqual(["due"]);
});

test("ten thousand that end in time leave no timer behind but one", () => {
  const timeouts = createTimeouts(nowUs);
  for (let i = 0; i < 10_000; i++) timeouts.expireAt("get", i, () => {}).cancel();
  expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
});
