import type { Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/** One running timeout. */
export interface Timeout {
  cancel(): void;
}

/** Timeouts by the run's clock; each fires within about 2 ms of its time, never before it. */
export interface Timeouts {
  /** `lane`: callers of one lane ask in the order of their expiry (one operation's arrivals do: their timeout is the same). */
  expireAt(lane: string, atUs: Us, expire: () => void): Timeout;
  /** Fires everything that is due now. */
  sweep(): void;
}

interface Entry extends Timeout {
  readonly atUs: Us;
  expire: (() => void) | null;
}

/**
 * One list and one timer a lane. Arrivals that end in time cost two list operations and no timer of their own; `setTimeout` is exact enough
 * here, since whether an answer came in time is decided by its stamp and not by when we noticed.
 */
export function createTimeouts(now: Now): Timeouts {
  const lanes = new Map<string, Lane>();
  return {
    expireAt(name, atUs, expire) {
      let lane = lanes.get(name);
      if (lane === undefined) {
        lane = new Lane(now);
        lanes.set(name, lane);
      }
      return lane.add(atUs, expire);
    },
    sweep() {
      for (const lane of lanes.values()) lane.sweep();
    },
  };
}

/** Ended entries at the head are cut off once so many have gathered. */
const COMPACT = 256;

class Lane {
  readonly #now: Now;
  readonly #entries: Entry[] = [];
  #head = 0;
  #armed = false;

  constructor(now: Now) {
    this.#now = now;
  }

  add(atUs: Us, expire: () => void): Entry {
    const entry: Entry = {
      atUs,
      expire,
      cancel: () => {
        entry.expire = null;
        this.#dropEnded();
      },
    };
    this.#entries.push(entry);
    this.#arm();
    return entry;
  }

  sweep(): void {
    for (let entry = this.#entries[this.#head]; entry !== undefined; entry = this.#entries[this.#head]) {
      if (entry.expire !== null && entry.atUs > this.#now()) break;
      this.#head++;
      const { expire } = entry;
      entry.expire = null;
      expire?.();
    }
    this.#dropEnded();
  }

  #arm(): void {
    const next = this.#entries[this.#head];
    if (this.#armed || next === undefined) return;
    this.#armed = true;
    const timer = setTimeout(
      () => {
        this.#armed = false;
        this.sweep();
        this.#arm();
      },
      Math.max(1, Math.ceil((next.atUs - this.#now()) / 1e3)),
    );
    timer.unref();
  }

  #dropEnded(): void {
    while (this.#entries[this.#head]?.expire === null) this.#head++;
    if (this.#head < COMPACT && this.#head < this.#entries.length) return;
    this.#entries.splice(0, this.#head);
    this.#head = 0;
  }
}
