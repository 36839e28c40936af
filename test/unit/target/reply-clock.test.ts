import { expect, test } from "vitest";
import { createReplyClock } from "../../../src/target/reply-clock.ts";

test("replies leave in the order of their due times, equal ones in the order they came, never early", async () => {
  const clock = createReplyClock();
  const left: string[] = [];
  const startMs = performance.now();
  const hold = (name: string, afterMs: number) =>
    new Promise<number>((resolve) => {
      clock.at(startMs + afterMs, () => {
        left.push(name);
        resolve(performance.now() - startMs - afterMs);
      });
    });
  const late = await Promise.all([
    hold("d", 60),
    hold("b", 20),
    hold("c", 20),
    hold("a", 5.5),
    hold("e", 60.2),
  ]);
  clock.stop();
  expect(left).toEqual(["a", "b", "c", "d", "e"]);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  const { replies, p50Ms, p99Ms, maxMs } = clock.lateness();
  expect(replies).toBe(5);
  expect(p50Ms).toBeLessThanOrEqual(p99Ms);
  expect(p99Ms).toBe(maxMs);
});

test("a reply that is already due leaves in the same turn", () => {
  const clock = createReplyClock();
  let left = false;
  clock.at(performance.now(), () => {
    left = true;
  });
  expect(left).toBe(true);
  expect(clock.lateness().replies).toBe(0);
});

test("a stopped clock forgets what it held", async () => {
  const clock = createReplyClock();
  let left = false;
  clock.at(performance.now() + 5, () => {
    left = true;
  });
  clock.stop();
  const other = createReplyClock();
  await new Promise<void>((resolve) => other.at(performance.now() + 10, resolve));
  other.stop();
  expect(left).toBe(false);
});
