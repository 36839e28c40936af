import type { Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/**
 * The memory that a worker and its ticker share: the due times to come, in order, and four words. One writer (the worker), one reader (the
 * ticker). A ring, so that the ticker finds the next due time by itself: nothing is handed over per arrival but one wake-up.
 */
export interface DueRing {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly duesUs: Float64Array<SharedArrayBuffer>;
}

/** Due times ahead of the ticker: at 30,000 arrivals/s some 8 ms, refilled at every tick. A power of two: counts wrap at 2^32. */
const CAPACITY = 256;

/** Due times written so far; the ticker sleeps on this word when it has read them all. */
const WRITTEN = 0;
/** Due times the ticker has passed. */
const READ = 1;
/** 1 from a tick's posting until the worker looks at the clock: until then a second tick would say nothing new. */
const POSTED = 2;
/** 1 when the ticker shall end; it sleeps on this word until a due time, so that only the end cuts a sleep short. */
const ENDED = 3;

export function createDueRing(): DueRing {
  return {
    words: new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)),
    duesUs: new Float64Array(new SharedArrayBuffer(CAPACITY * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/** The worker's side: whether another due time fits. */
export function hasRoom({ words }: DueRing): boolean {
  return ((Atomics.load(words, WRITTEN) - Atomics.load(words, READ)) | 0) < CAPACITY;
}

/** Adds the next due time; `dueUs` never falls. Wakes the ticker when it had run out of them. */
export function writeDue({ words, duesUs }: DueRing, dueUs: Us): void {
  const written = Atomics.load(words, WRITTEN);
  duesUs[written & (CAPACITY - 1)] = dueUs;
  Atomics.store(words, WRITTEN, (written + 1) | 0);
  if (Atomics.load(words, READ) === written) Atomics.notify(words, WRITTEN);
}

/** Must come before the worker reads its clock, so that a due time passed later posts again. */
export function tickSeen({ words }: DueRing): void {
  Atomics.store(words, POSTED, 0);
}

/** Ends the ticker, whichever word it sleeps on (WRITTEN moves, so that a sleep about to begin on it does not). */
export function endTicks({ words }: DueRing): void {
  Atomics.store(words, ENDED, 1);
  Atomics.add(words, WRITTEN, 1);
  Atomics.notify(words, WRITTEN);
  Atomics.notify(words, ENDED);
}

/**
 * The ticker's side: sleeps until the next due time (or until there is one), then posts, once for all that is due. Never posts early: a sleep
 * that ends too soon is resumed. Returns when the ring is ended.
 */
export function tickUntilEnded({ words, duesUs }: DueRing, now: Now, post: () => void): void {
  let read = Atomics.load(words, READ);
  while (Atomics.load(words, ENDED) === 0) {
    const written = Atomics.load(words, WRITTEN);
    if (read === written) {
      Atomics.wait(words, WRITTEN, written);
      continue;
    }
    const aheadUs = (duesUs[read & (CAPACITY - 1)] ?? 0) - now();
    if (aheadUs > 0) {
      Atomics.wait(words, ENDED, 0, aheadUs / 1e3);
      continue;
    }
    read = (read + 1) | 0;
    Atomics.store(words, READ, read);
    if (Atomics.exchange(words, POSTED, 1) === 0) post();
  }
}
