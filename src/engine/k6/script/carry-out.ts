import type { DriveAction, Driven, Judged } from "../../../scenario/index.ts";
import { K6ReplyView } from "./reply-view.ts";
import type { SloModule } from "./slo-module.ts";

/**
 * Carries one arrival to its outcome: the scenario's code says what comes next, the extension sends, waits, stamps and counts. What
 * comes before the first request is our own time (start lag). The scenario's own mistakes go to the extension, which ends the run.
 */
export function carryOut(slo: SloModule, drive: () => Driven): void {
  const ask = <T>(code: () => T): T | null => {
    try {
      return code();
    } catch (fault) {
      slo.fault(messageOf(fault), stacksOf(fault).join("\n"));
      return null;
    }
  };
  const driven = ask(drive);
  if (driven === null) return;
  let action: DriveAction | null = ask(() => driven.start());
  while (action !== null) {
    switch (action.kind) {
      case "ended":
        slo.ended(action.judged.good, reasonOf(action.judged));
        return;
      case "pause":
        if (!slo.pause(action.pauseUs)) return;
        action = ask(() => driven.paused());
        break;
      case "request": {
        const reply = slo.send(action.request, action.step);
        if (reply === null) return;
        const answer = ask(() => driven.answered(new K6ReplyView(reply)));
        if (answer === null) return;
        slo.answered(answer.judged.good, reasonOf(answer.judged));
        action = answer.next;
      }
    }
  }
}

function reasonOf(judged: Judged): string | null {
  return judged.good ? null : judged.reason;
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

/** Stack texts of an error and its causes, deepest first: the deepest one that stands in the scenario is where it arose. */
function stacksOf(fault: unknown): readonly string[] {
  const stacks: string[] = [];
  for (let at = fault; typeof at === "object" && at !== null; at = "cause" in at ? at.cause : null) {
    if ("stack" in at && typeof at.stack === "string") stacks.unshift(at.stack);
  }
  return stacks;
}
