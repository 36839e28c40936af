import { expect, test } from "vitest";
import { shardWithin, shareOf } from "../../../src/engine/native/job.ts";

test("a number is shared out whole", () => {
  // 7 over 3: 3 + 2 + 2.
  expect([0, 1, 2].map((worker) => shareOf(7, worker, 3))).toEqual([3, 2, 2]);
});

test("the workers of a segment have its arrivals between them, each once", () => {
  const indices = (shard: { worker: number; workers: number }): number[] =>
    Array.from({ length: 60 }, (_, i) => i).filter((i) => i % shard.workers === shard.worker);
  // Segment 2 of 3 (worker 1) with 2 threads: 1, 4, 7, 10, ... as 1, 7, ... and 4, 10, ...
  const segment = { worker: 1, workers: 3 };
  const threads = [0, 1].map((thread) => shardWithin(segment, thread, 2));
  expect(threads).toEqual([
    { worker: 1, workers: 6 },
    { worker: 4, workers: 6 },
  ]);
  expect(threads.flatMap(indices).sort((a, b) => a - b)).toEqual(indices(segment));
});
