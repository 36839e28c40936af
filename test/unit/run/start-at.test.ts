import { expect, test } from "vitest";
import { checkStart, waitForStart } from "../../../src/run/start-at.ts";

const NOW = Date.parse("2026-11-21T09:00:00Z");
const clock = { wallMs: () => NOW, monotonicUs: () => 0 };

test("a start that is over is refused, with how long ago it was", () => {
  expect(() => checkStart(NOW - 2_500, clock)).toThrow("--start-at 2026-11-21T08:59:57.500Z was 2.5s ago");
});

test("a start more than a day ahead is refused, and one within a day is not", () => {
  expect(() => checkStart(NOW + 24 * 3_600_000, clock)).not.toThrow();
  expect(() => checkStart(NOW + 24 * 3_600_000 + 1, clock)).toThrow(/at most a day/);
  expect(() => checkStart(undefined, clock)).not.toThrow();
});

test("waiting says when the load begins, and an interrupt ends it", async () => {
  const said: string[] = [];
  const controller = new AbortController();
  const waiting = waitForStart(
    NOW + 90_000,
    { clock },
    { say: (text) => said.push(text), signal: controller.signal },
  );
  controller.abort();
  await expect(waiting).rejects.toThrow(/abort/);
  expect(said).toEqual(["ready; the load begins at 2026-11-21T09:01:30.000Z, in 1.5m"]);
});
