import { type Json, type Random, seededRandom } from "../shared/index.ts";
import type { Context } from "./scenario.ts";

/** What one arrival is made from. `stream`: "load", a probe's name, "populate", "setup". */
export interface ContextParts {
  readonly seed: number;
  readonly stream: string;
  readonly seq: number;
  readonly setup: Json;
  readonly runId: string;
  readonly user: number | null;
  readonly env: Context["env"];
}

/** The context of one arrival. Its draws come from (seed, stream, seq) alone and are seeded when first asked for. */
export function contextOf({ seed, stream, seq, setup, runId, user, env }: ContextParts): Context {
  let random: Random | null = null;
  return {
    seed,
    seq,
    setup,
    runId,
    user,
    env,
    get random() {
      random ??= seededRandom(seed, stream, seq);
      return random;
    },
  };
}
