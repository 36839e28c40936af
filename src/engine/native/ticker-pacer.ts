import { Worker } from "node:worker_threads";
import { createDueRing, endTicks, hasRoom, tickSeen, writeDue } from "./due-ring.ts";
import type { Paced, Pacer } from "./pacer.ts";
import type { Now } from "./thread-clock.ts";

/** An item due within this time is waited for on the spot: two threads' clocks are aligned to about a microsecond, no better. */
const NEAR_US = 20;

/** After so many releases in a row the event loop takes its turn, so that a backlog does not keep replies from being read (and stamped). */
const BURST = 64;

/** Released items are dropped from the list once so many stand at its head. */
const COMPACT = 1024;

/** The ticker thread needs next to no heap: less than Node's defaults, so that it costs little memory. */
const TICKER_LIMITS = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

/** Waits in a helper thread that sleeps until the due time and posts a message: about 0.1 ms late, at a few percent of a core. */
export function createTickerPacer<T>(now: Now, tickerFile: URL, failed: (error: unknown) => void): Pacer<T> {
  const ring = createDueRing();
  const ticker = new Worker(tickerFile, {
    workerData: ring,
    resourceLimits: TICKER_LIMITS,
    env: {},
    execArgv: [],
  });
  ticker.on("error", failed);

  let paced: Paced<T> | null = null;
  let exhausted = false;
  let inBurst = false;
  const ahead: T[] = [];
  let next = 0;

  const refill = ({ items, dueUs }: Paced<T>): void => {
    if (next === ahead.length || next >= COMPACT) {
      ahead.splice(0, next);
      next = 0;
    }
    while (!exhausted && hasRoom(ring)) {
      const taken = items.next();
      if (taken.done === true) exhausted = true;
      else {
        ahead.push(taken.value);
        writeDue(ring, dueUs(taken.value));
      }
    }
  };

  const releaseDue = (): void => {
    inBurst = false;
    let left = BURST;
    while (paced !== null) {
      if (next === ahead.length) refill(paced);
      if (next === ahead.length) {
        // The ring is full of due times that the ticker has yet to pass: it ticks when it does, and then there is room.
        if (!exhausted) return;
        const { ranOut } = paced;
        paced = null;
        ranOut();
        return;
      }
      const item = ahead[next] as T;
      const earlyUs = paced.dueUs(item) - now();
      if (earlyUs > NEAR_US) break;
      if (earlyUs > 0) continue;
      if (left-- === 0) {
        inBurst = true;
        setImmediate(releaseDue);
        return;
      }
      next++;
      paced.release(item);
    }
    if (paced !== null) refill(paced);
  };

  ticker.on("message", () => {
    tickSeen(ring);
    if (!inBurst) releaseDue();
  });

  return {
    start(walk) {
      paced = walk;
      releaseDue();
    },
    halt() {
      paced = null;
      return ahead.slice(next);
    },
    async close() {
      paced = null;
      endTicks(ring);
      await ticker.terminate();
    },
  };
}
