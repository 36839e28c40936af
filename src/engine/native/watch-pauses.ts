import type { Ms, Us } from "../../shared/index.ts";

const PERIOD_MS: Ms = 20;

export interface Pauses {
  /** The longest time the event loop was late for its heartbeat since the last call; a pause under way counts. */
  takeLongestUs(): Us;
  close(): void;
}

/** A heartbeat of our own: `monitorEventLoopDelay` forgets the pause that follows a reset. */
export function watchPauses(): Pauses {
  let beatMs = performance.now();
  let longestMs = 0;
  const look = (): void => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - beatMs - PERIOD_MS);
    beatMs = nowMs;
  };
  const heartbeat = setInterval(look, PERIOD_MS);
  heartbeat.unref();
  return {
    takeLongestUs() {
      const underWayMs = performance.now() - beatMs - PERIOD_MS;
      const takenMs = Math.max(0, longestMs, underWayMs);
      longestMs = 0;
      return Math.round(takenMs * 1e3);
    },
    close: () => clearInterval(heartbeat),
  };
}
