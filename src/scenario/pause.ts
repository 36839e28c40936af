import { readDuration } from "../shared/index.ts";
import type { Pause } from "./scenario.ts";

/** Think time, to be yielded in a flow: `yield pause("1s")`. A TypeError when the text is not a duration. */
export function pause(duration: string): Pause {
  if (typeof duration !== "string" || readDuration(duration) === null) {
    throw new TypeError(
      `pause: expected a duration with its unit ("500ms", "2s"), got ${JSON.stringify(duration)}`,
    );
  }
  return { pause: duration };
}
