import type { Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

const PERIOD_US: Us = 20_000;

/** The event loop stood still for `lengthUs`, somewhere in [sinceUs, untilUs): since the last heartbeat. */
export interface Pause {
  readonly sinceUs: Us;
  readonly untilUs: Us;
  readonly lengthUs: Us;
}

export interface Pauses {
  /** What was before does not count. */
  begin(): void;
  /** Tells of a pause under way; when it is over, it is told again in its whole length. */
  look(): void;
  close(): void;
}

/**
 * Tells by how much the event loop is late for its heartbeat, whenever it is. A heartbeat of our own:
 * `monitorEventLoopDelay` forgets the pause that follows a reset.
 */
export function watchPauses(now: Now, paused: (pause: Pause) => void): Pauses {
  let beatUs = now();
  const look = (): Us => {
    const nowUs = now();
    const lengthUs = Math.round(nowUs - beatUs - PERIOD_US);
    if (lengthUs > 0) paused({ sinceUs: beatUs, untilUs: nowUs, lengthUs });
    return nowUs;
  };
  const heartbeat = setInterval(() => {
    beatUs = look();
  }, PERIOD_US / 1e3);
  heartbeat.unref();
  return {
    begin() {
      beatUs = now();
    },
    look,
    close: () => clearInterval(heartbeat),
  };
}
