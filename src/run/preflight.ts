import { setTimeout as sleep } from "node:timers/promises";
import { type Bundle, locateScenarioLine } from "../bundle/index.ts";
import type { Judged, Scenario } from "../scenario/index.ts";
import { type Clock, SloError, US_PER_S, type Us } from "../shared/index.ts";
import type { Attempt } from "./attempt.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { showRefusal } from "./show-exchange.ts";

/** How long an operation may take to become good. */
const SETTLE_US: Us = 10 * US_PER_S;
const SETTLE_PAUSE_MS = 200;
/** Rehearsed arrivals draw from far beyond any arrival's number, so that they do not collide with the load's. */
export const REHEARSED_SEQ = 1_000_000_000;

/** SloError `preflight_refused`: an operation is not good, so no load is sent; shows what came back. */
function refuse(
  name: string,
  what: string,
  tried: Attempt,
  { secrets: secretsOf, bundle }: Rehearsal,
): SloError {
  const why = tried.judged.good ? "" : `: ${reasonText(tried.judged, bundle)}`;
  const secrets = secretsOf();
  return new SloError("preflight_refused", `${name} ${what}${why}; no load was sent`, {
    hint: `a run on answers that are not good would prove nothing. This is what was sent and what came back:\n\n${showRefusal(tried, secrets)}`,
  });
}

/** A reason in words: what the check threw and where, or that it said no. */
export function reasonText(judged: Judged & { readonly good: false }, bundle: Bundle): string {
  if (judged.threw !== undefined) {
    const { message = String(judged.threw) } = judged.threw as { message?: string };
    return `its check threw "${message}" at ${locateScenarioLine(bundle, judged.threw)}`;
  }
  return judged.reason === "check" ? "its check said no" : judged.reason;
}

/** One pass of the populating operation; anything but good is refused. */
export async function preflight(rehearsal: Rehearsal, operation: string): Promise<void> {
  const tried = await rehearsal.attempt(operation, "preflight", REHEARSED_SEQ);
  if (!tried.judged.good) throw refuse(operation, "is not good", tried, rehearsal);
}

/** Tries each operation and probe of the load until it is good, at most 10 s each; one that never is, is refused. */
export async function settle(rehearsal: Rehearsal, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const name of rehearsed(rehearsal.scenario)) {
    const deadline = clock.monotonicUs() + SETTLE_US;
    for (let seq = REHEARSED_SEQ; ; seq++) {
      signal.throwIfAborted();
      const tried = await rehearsal.attempt(name, "settle", seq);
      if (tried.judged.good) break;
      if (clock.monotonicUs() >= deadline) throw refuse(name, "is not good after 10 s", tried, rehearsal);
      await sleep(SETTLE_PAUSE_MS, undefined, { signal });
    }
  }
}

/** Operations with a share of the load, then probes. */
export function rehearsed(scenario: Scenario): readonly string[] {
  const loaded = Object.entries(scenario.operations).filter(([, operation]) => (operation.weight ?? 1) > 0);
  return [...loaded.map(([name]) => name), ...Object.keys(scenario.probes ?? {})];
}
