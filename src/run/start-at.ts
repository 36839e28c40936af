import { setTimeout } from "node:timers/promises";
import { type Clock, formatDuration, type Ms, SloError, US_PER_MS } from "../shared/index.ts";
import type { RunHooks } from "./run-hooks.ts";
import type { World } from "./world.ts";

/** A target that was made ready longer ago is not known to be ready any more. */
const LONGEST_WAIT_MS: Ms = 24 * 3_600_000;

/** Refuses a start that is over or more than a day ahead, before anything is sent. SloError `bad_usage`. */
export function checkStart(startAtMs: Ms | undefined, clock: Pick<Clock, "wallMs">): void {
  if (startAtMs === undefined) return;
  const waitMs = startAtMs - clock.wallMs();
  const when = `--start-at ${new Date(startAtMs).toISOString()}`;
  if (waitMs < 0) {
    throw new SloError("bad_usage", `${when} was ${lengthOf(-waitMs)} ago`, {
      hint: "give a later time: before it each process checks, populates and settles the target",
    });
  }
  if (waitMs > LONGEST_WAIT_MS) {
    throw new SloError("bad_usage", `${when} is ${lengthOf(waitMs)} ahead, at most a day is allowed`);
  }
}

/** Waits, with the target ready, for the moment at which the segments of a load begin together. */
export async function waitForStart(
  startAtMs: Ms | undefined,
  { clock }: Pick<World, "clock">,
  { say, signal }: Pick<RunHooks, "say" | "signal">,
): Promise<void> {
  if (startAtMs === undefined) return;
  checkStart(startAtMs, clock);
  const waitMs = startAtMs - clock.wallMs();
  say(`ready; the load begins at ${new Date(startAtMs).toISOString()}, in ${lengthOf(waitMs)}`);
  await setTimeout(waitMs, undefined, { signal });
}

function lengthOf(ms: Ms): string {
  return formatDuration(Math.round(ms / 100) * 100 * US_PER_MS);
}
