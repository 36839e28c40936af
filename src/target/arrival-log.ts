import type { Json, Ms } from "../shared/index.ts";
import type { Fate } from "./fate.ts";

/** One request as the service saw it; times in ms since the service started. Tests compare it with what was sent. */
export interface LoggedArrival {
  readonly n: number;
  readonly atMs: Ms;
  /** When its reply was due, whatever the timers did; null for a request that is never answered. */
  readonly dueMs: Ms | null;
  readonly path: string;
  readonly requestId: string;
}

/** Numbers the arrivals and, when asked to, remembers them. */
export interface ArrivalLog {
  /** The arrival's number, from 1, over all requests that faults may strike unnamed. */
  note(path: string, requestId: string, arrivalMs: Ms, fate: Fate): number;
  /** Null when no log is kept. */
  entries(): Json | null;
}

/** About 200 MB; later arrivals are numbered and not kept. */
const MOST_ENTRIES = 1_000_000;

export function createArrivalLog(kept: boolean, startMs: Ms): ArrivalLog {
  const log: LoggedArrival[] = [];
  let n = 0;
  return {
    note: (path, requestId, arrivalMs, fate) => {
      n += 1;
      if (!kept || log.length >= MOST_ENTRIES) return n;
      const dueMs = fate.kind === "never" ? null : fate.dueMs - startMs;
      log.push({ n, atMs: arrivalMs - startMs, dueMs, path, requestId });
      return n;
    },
    entries: () => (kept ? log.map((entry) => ({ ...entry })) : null),
  };
}
