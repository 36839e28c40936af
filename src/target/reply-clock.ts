import type { Ms } from "../shared/index.ts";
import { createWaker } from "./waker.ts";

/** Releases replies at their due times. Lateness is measured, so that a test knows how exact its oracle was. */
export interface ReplyClock {
  /**
   * Runs `send` at `dueMs` (of `performance.now()`), in order of due time; in this very turn when that has passed. A reply
   * due after its request's arrival (by default: now) counts in the lateness, however late it gets here.
   */
  at(dueMs: Ms, send: () => void, arrivalMs?: Ms): void;
  lateness(): Lateness;
  /** Forgets what is not yet due. */
  stop(): void;
}

/** How late held replies left, over the last 65,536 of them; NaN when none was held. */
export interface Lateness {
  readonly replies: number;
  readonly p50Ms: Ms;
  readonly p99Ms: Ms;
  readonly maxMs: Ms;
}

interface Held {
  readonly dueMs: Ms;
  readonly send: () => void;
}

const KEPT = 65_536;

export function createReplyClock(nowMs: () => Ms = () => performance.now()): ReplyClock {
  /** Due times ascend from `head`; nearly every reply is due last, so insertion is a push. */
  let held: Held[] = [];
  let head = 0;
  let polling = false;
  const late = new Float64Array(KEPT);
  let released = 0;

  const note = (lateMs: Ms): void => {
    late[released % KEPT] = lateMs;
    released += 1;
  };
  const releaseDue = (): void => {
    for (let next = held[head]; next !== undefined; next = held[head]) {
      const lateMs = nowMs() - next.dueMs;
      if (lateMs < 0) break;
      note(lateMs);
      head += 1;
      next.send();
    }
    if (head > 1024 && head * 2 > held.length) {
      held = held.slice(head);
      head = 0;
    }
    wait();
  };
  const waker = createWaker(nowMs, releaseDue);

  /** Sleeps until shortly before the next due time, then polls. */
  const wait = (): void => {
    const next = held[head];
    if (next === undefined || polling) return;
    const headStartMs = waker.headStartMs();
    if (next.dueMs - nowMs() > headStartMs) {
      waker.set(next.dueMs - headStartMs);
      return;
    }
    polling = true;
    setImmediate(() => {
      polling = false;
      releaseDue();
    });
  };

  return {
    at: (dueMs, send, arrivalMs) => {
      const lateMs = nowMs() - dueMs;
      if (lateMs >= 0) {
        if (arrivalMs !== undefined && dueMs > arrivalMs) note(lateMs);
        send();
        return;
      }
      const place = placeOf(held, head, dueMs);
      if (place === held.length) held.push({ dueMs, send });
      else held.splice(place, 0, { dueMs, send });
      if (place === head) wait();
    },
    lateness: () => {
      const sorted = late.slice(0, Math.min(released, KEPT)).sort();
      const rank = (p: number): Ms => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
      return { replies: sorted.length, p50Ms: rank(0.5), p99Ms: rank(0.99), maxMs: rank(1) };
    },
    stop: () => {
      held = [];
      head = 0;
      waker.stop();
    },
  };
}

/** The index behind every reply that is due no later, so that equal due times keep their order of arrival. */
function placeOf(held: readonly Held[], from: number, dueMs: Ms): number {
  let low = from;
  let high = held.length;
  if (high > low && (held[high - 1]?.dueMs ?? 0) <= dueMs) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((held[middle]?.dueMs ?? 0) <= dueMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
