import type { RunRecord } from "../record/index.ts";
import { SloError } from "../shared/index.ts";
import { gapOf, planNowUs } from "./gap-of.ts";

/** SloError `bad_usage` unless a run ended before its plan and has some of it left at this time. */
export function refuseUnlessResumable(record: RunRecord, wallMs: number, shown: string): void {
  const refusal = refusalOf(record, wallMs, `slo judge ${shown} says what it holds`);
  if (refusal === null) return;
  throw new SloError("bad_usage", `${shown} cannot be resumed: ${refusal.why}`, { hint: refusal.hint });
}

interface Refusal {
  readonly why: string;
  readonly hint: string;
}

function refusalOf(record: RunRecord, wallMs: number, judge: string): Refusal | null {
  if (record.header.segment !== undefined && record.header.segment !== null) {
    return { why: "it is a segment, and the others went on", hint: "start all segments anew" };
  }
  switch (record.footer?.ended.kind) {
    case "complete":
      return { why: "it is complete", hint: judge };
    case "stopped":
      return { why: "a stop rule ended it, which is its result", hint: `${judge}; start a new run` };
    case "scenario_error":
      return { why: "its scenario failed", hint: "correct the scenario and start a new run" };
    case "interrupted":
    case "engine_failed":
    case undefined:
  }
  const nowUs = planNowUs(record, wallMs);
  if (nowUs === null) return { why: "it ended before its load began", hint: "start a new run" };
  return gapOf(record, nowUs, "") === null ? { why: "the time of its plan is over", hint: judge } : null;
}
