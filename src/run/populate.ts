import { setTimeout as sleep } from "node:timers/promises";
import { SloError } from "../shared/index.ts";
import type { Attempt } from "./attempt.ts";
import { reasonText } from "./preflight.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { showRefusal } from "./show-exchange.ts";

const PARALLEL = 8;
/** Patience with a target that limits its rate: populating is not measured, so a 429 is waited out. */
const MOST_WAITS_PER_REQUEST = 20;
const MOST_WAIT_S = 30;

/** Seconds that a 429 asks to wait (`retry-after`, whole seconds; 1 without it), or null when it is another answer. */
function askedWaitSeconds(tried: Attempt): number | null {
  const reply = tried.exchanges.at(-1)?.reply;
  if (reply?.kind !== "response" || reply.view.status !== 429) return null;
  const asked = Number(reply.view.headers["retry-after"] ?? "1");
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, MOST_WAIT_S) : 1;
}

/** Runs the populating operation `count` times, seq 0 to count - 1, not measured. SloError `preflight_refused` when one is not good. */
export async function populate(
  rehearsal: Rehearsal,
  { operation, count }: { readonly operation: string; readonly count: number },
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  let done = 0;
  const one = async (seq: number): Promise<void> => {
    for (let waits = 0; ; waits++) {
      signal.throwIfAborted();
      const tried = await rehearsal.attempt(operation, "populate", seq);
      if (tried.judged.good) return;
      const wait = askedWaitSeconds(tried);
      if (wait === null || waits >= MOST_WAITS_PER_REQUEST) {
        throw new SloError(
          "preflight_refused",
          `populating stopped: ${operation} number ${seq} of ${count} is not good: ${reasonText(tried.judged, rehearsal.bundle)}`,
          {
            hint: `${done} were written before it. This is what was sent and what came back:\n\n${showRefusal(tried, rehearsal.secrets())}`,
          },
        );
      }
      await sleep(wait * 1_000, undefined, { signal });
    }
  };
  const lane = async (): Promise<void> => {
    for (let seq = next++; seq < count; seq = next++) {
      await one(seq);
      done++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, count) }, lane));
}
