import type { Driven, Judged, WireRequest } from "../scenario/index.ts";
import { US_PER_MS, type Us } from "../shared/index.ts";
import type { Client, Reply } from "./client.ts";

export interface Exchange {
  readonly step: string | null;
  readonly request: WireRequest;
  readonly reply: Reply;
  readonly judged: Judged;
}

/** One unmeasured pass of an operation, flow, probe or setup: what went out, what came, and whether it was good. */
export interface Attempt {
  readonly judged: Judged;
  readonly exchanges: readonly Exchange[];
}

/** Drives an operation once. A fault of the scenario itself (a throwing builder or flow) is thrown on as ScenarioFault. */
export async function attempt(driven: Driven, client: Client, timeoutUs: Us): Promise<Attempt> {
  const exchanges: Exchange[] = [];
  // One timeout over all steps and pauses, as under load.
  const untilMs = performance.now() + timeoutUs / US_PER_MS;
  const leftMs = (): number => Math.max(1, untilMs - performance.now());
  let action = driven.start();
  while (action.kind !== "ended") {
    if (action.kind === "pause") {
      const { pauseUs } = action;
      await new Promise((resume) => setTimeout(resume, Math.min(pauseUs / US_PER_MS, leftMs())));
      action = driven.paused();
      continue;
    }
    const { request, step } = action;
    const reply = await client.send(request, leftMs());
    if (reply.kind === "failure") {
      const judged: Judged = { good: false, reason: reply.message };
      exchanges.push({ step, request, reply, judged });
      return { judged, exchanges };
    }
    const answered = driven.answered(reply.view);
    exchanges.push({ step, request, reply, judged: answered.judged });
    action = answered.next;
  }
  return { judged: action.judged, exchanges };
}
