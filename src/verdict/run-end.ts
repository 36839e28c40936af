import { intervalsOf } from "../plan/index.ts";
import { type RecordHeader, type RunRecord, segmentName } from "../record/index.ts";

/** How far a record may be trusted to hold the whole run. */
export type RunEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "stopped"; readonly rule: string }
  | { readonly kind: "incomplete"; readonly why: string };

/** A stop rule is a finding about the target; every other end before the plan's leaves the run incomplete. */
export function runEndOf(record: RunRecord): RunEnd {
  const end = footerEnd(record);
  const parts = partsMissing(record.header);
  if (parts === null) return end;
  return { kind: "incomplete", why: end.kind === "incomplete" ? `${end.why}; ${parts}` : parts };
}

/** What of the load the record does not hold by its own account; null when it is the whole. */
function partsMissing({ segment, merged }: RecordHeader): string | null {
  if (segment !== undefined && segment !== null) {
    return `this is segment ${segmentName(segment)} of its load: \`slo merge\` joins the records of all segments`;
  }
  if (merged === undefined || merged === null) return null;
  const { workers, segments } = merged;
  const named = (those: readonly number[]): string =>
    those.map((worker) => `segment ${segmentName({ worker, workers })}`).join(", ");
  const there = new Set(segments.map(({ worker }) => worker));
  const missing = Array.from({ length: workers }, (_, worker) => worker).filter((w) => !there.has(w));
  const damaged = segments.filter(({ ended }) => ended === "damaged").map(({ worker }) => worker);
  const killed = segments.filter(({ ended }) => ended === "killed").map(({ worker }) => worker);
  const parts = [
    ...(missing.length === 0 ? [] : [`missing: ${named(missing)}`]),
    ...(killed.length === 0 ? [] : [`killed: ${named(killed)}`]),
    ...(damaged.length === 0 ? [] : [`damaged, part of it left out: ${named(damaged)}`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

function footerEnd({ footer, truncated, lastInterval, header }: RunRecord): RunEnd {
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
