import { expect, test } from "vitest";
import {
  createDueRing,
  type DueRing,
  endTicks,
  hasRoom,
  tickSeen,
  tickUntilEnded,
  writeDue,
} from "../../../src/engine/native/due-ring.ts";

/** Runs the ticker's side in this thread, on a clock that is 400 us further at each reading. */
function tick(ring: DueRing, onReading: (nowUs: number) => void, onPost: (nowUs: number) => void): void {
  let nowUs = 0;
  const now = (): number => {
    nowUs += 400;
    onReading(nowUs);
    return nowUs;
  };
  tickUntilEnded(ring, now, () => onPost(nowUs));
}

test("a tick is posted at each due time, never before it", () => {
  const ring = createDueRing();
  const posts: number[] = [];
  for (const us of [1_000, 2_000, 3_000]) writeDue(ring, us);
  tick(
    ring,
    () => {},
    (nowUs) => {
      posts.push(nowUs);
      tickSeen(ring);
      if (posts.length === 3) endTicks(ring);
    },
  );
  // The clock reads 400, 800, 1200, ...: its first readings at or after 1000, 2000 and 3000.
  expect(posts).toEqual([1_200, 2_000, 3_200]);
});

test("what falls due before the worker has looked is not posted again", () => {
  const ring = createDueRing();
  const posts: number[] = [];
  for (const us of [100, 200, 300, 4_000, 6_000]) writeDue(ring, us);
  tick(
    ring,
    (nowUs) => {
      // The worker looks at 2 ms, when three due times have passed under one post.
      if (nowUs === 2_000) tickSeen(ring);
      if (nowUs >= 6_000) endTicks(ring);
    },
    (nowUs) => posts.push(nowUs),
  );
  expect(posts).toEqual([400, 4_000]);
});

test("an ended ring ends a ticker that has nothing to wait for", () => {
  const ring = createDueRing();
  endTicks(ring);
  let posts = 0;
  tick(
    ring,
    () => {},
    () => posts++,
  );
  expect(posts).toBe(0);
});

test("a ring takes 256 due times ahead, and more as the ticker passes them", () => {
  const ring = createDueRing();
  let written = 0;
  while (hasRoom(ring)) writeDue(ring, written++);
  expect(written).toBe(256);
  tick(
    ring,
    () => {},
    () => endTicks(ring),
  );
  // The first due time was passed; the end took the place of another.
  expect(hasRoom(ring)).toBe(false);
});
