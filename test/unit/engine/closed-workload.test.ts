import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { offerClosed } from "../../../src/engine/native/closed-workload.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Begun {
  readonly user: number;
  readonly seq: number;
  readonly ended: () => void;
}

/** Users: 3 until 1 s, 1 from then to 2 s. */
function stage(shard = { worker: 0, workers: 1 }) {
  const begun: Begun[] = [];
  const offering = offerClosed({
    fromUs: 0,
    now: () => Date.now() * 1_000,
    usersAt: (us) => (us < 1_000_000 ? 3 : 1),
    endUs: 2_000_000,
    peakUsers: 3,
    shard,
    begin: ({ user, seq }, ended) => begun.push({ user, seq, ended }),
  });
  offering.start();
  vi.advanceTimersByTime(20);
  return { offering, begun };
}

test("every user of the plan asks, once until answered", () => {
  const { begun } = stage();
  vi.advanceTimersByTime(500);
  expect(begun.map(({ user }) => user)).toEqual([0, 1, 2]);
});

test("an end in the middle of a round of users lets no other begin", () => {
  const begun: number[] = [];
  const offering = offerClosed({
    fromUs: 0,
    now: () => Date.now() * 1_000,
    usersAt: () => 3,
    endUs: 2_000_000,
    peakUsers: 3,
    shard: { worker: 0, workers: 1 },
    begin: ({ user }) => {
      begun.push(user);
      void offering.end("unplanned");
    },
  });
  offering.start();
  vi.advanceTimersByTime(20);
  expect(begun).toEqual([0]);
});

test("an answered user asks again, under a number of its own", () => {
  const { begun } = stage();
  begun[1]?.ended();
  begun[3]?.ended();
  // User 1's iterations 0, 1, 2 among 3 users: 0 * 3 + 1, 1 * 3 + 1, 2 * 3 + 1.
  expect(begun.filter(({ user }) => user === 1).map(({ seq }) => seq)).toEqual([1, 4, 7]);
});

test("users above the plan's number stop after their request", () => {
  const { begun } = stage();
  vi.advanceTimersByTime(1_000);
  for (const { ended } of begun.slice(0, 3)) ended();
  expect(begun.slice(3).map(({ user }) => user)).toEqual([0]);
});

test("nobody asks after the end", async () => {
  const { offering, begun } = stage();
  vi.advanceTimersByTime(2_000);
  begun[0]?.ended();
  expect(begun).toHaveLength(3);
  await offering.exhausted;
});

test("a stop lets nobody ask again", async () => {
  const { offering, begun } = stage();
  await offering.end("shed");
  begun[0]?.ended();
  expect(begun).toHaveLength(3);
  await offering.exhausted;
});

test("users are split over workers by their number", () => {
  expect(stage({ worker: 0, workers: 2 }).begun.map(({ user }) => user)).toEqual([0, 2]);
  expect(stage({ worker: 1, workers: 2 }).begun.map(({ user }) => user)).toEqual([1]);
});

test("an iteration that ends at once does not run within itself", () => {
  const begun: number[] = [];
  const offering = offerClosed({
    fromUs: 0,
    now: () => Date.now() * 1_000,
    usersAt: () => 1,
    endUs: 2_000_000,
    peakUsers: 1,
    shard: { worker: 0, workers: 1 },
    begin: ({ seq }, ended) => {
      begun.push(seq);
      ended();
    },
  });
  offering.start();
  vi.advanceTimersToNextTimer();
  expect(begun).toEqual([0]);
  void offering.end("shed");
});

test("a resumed run begins at its place in the plan, and asks what it has not asked before it", () => {
  vi.setSystemTime(500);
  const begun: { readonly seq: number; readonly atMs: number }[] = [];
  const offering = offerClosed({
    fromUs: 600_000,
    now: () => Date.now() * 1_000,
    usersAt: () => 1,
    endUs: 2_000_000,
    peakUsers: 3,
    shard: { worker: 0, workers: 1 },
    begin: ({ seq }) => begun.push({ seq, atMs: Date.now() }),
  });
  offering.start();
  vi.advanceTimersByTime(200);
  void offering.end("unplanned");
  // At most one iteration a millisecond before it: iteration 600 of user 0, of 3 users at most, is number 1800.
  expect(begun).toEqual([{ seq: 1_800, atMs: 600 }]);
});
