import { intervalsOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";

/** How far a record may be trusted to hold the whole run. */
export type RunEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "stopped"; readonly rule: string }
  | { readonly kind: "incomplete"; readonly why: string };

/** A stop rule is a finding about the target; every other end before the plan's leaves the run incomplete. */
export function runEndOf({ footer, truncated, lastInterval, header }: RunRecord): RunEnd {
  const incomplete = (why: string): RunEnd => ({ kind: "incomplete", why });
  if (footer === null) {
    const planned = intervalsOf(header.plan).length;
    return incomplete(
      `the run did not finish: its record ends without a footer, after ${lastInterval + 1} of ${planned} intervals`,
    );
  }
  switch (footer.ended.kind) {
    case "interrupted":
      return incomplete(`the run was interrupted (${footer.ended.signal})`);
    case "scenario_error":
      return incomplete(`the scenario failed at ${footer.ended.where}: ${footer.ended.message}`);
    case "engine_failed":
      return incomplete(`the engine failed: ${footer.ended.message}`);
    case "stopped":
      return truncated ? incomplete(DAMAGED) : { kind: "stopped", rule: footer.ended.rule };
    case "complete":
      return truncated ? incomplete(DAMAGED) : { kind: "complete" };
  }
}

const DAMAGED = "the record is damaged: part of it was left out";
