import type { RunRecord } from "../record/index.ts";
import { ofRun, type PlacedCheck } from "./placed-check.ts";

/** The scenario's files and the target's build must stay what they were when the run began. */
export function changedCheck(record: RunRecord): PlacedCheck {
  const changes = record.notices.flatMap(({ notice }) => (notice.kind === "changed" ? [notice] : []));
  return ofRun({
    check: "changed_during_run",
    role: "unsound",
    holds: changes.length === 0,
    limit: 0,
    observed: changes.length,
    unit: "count",
    detail: changes.map(({ what, detail }) => `the ${what} changed: ${detail}`).join("; "),
  });
}
