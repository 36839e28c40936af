import type { ThresholdsScope } from "../objective/index.ts";
import type { RecordHeader } from "../record/index.ts";

/** What the promises of a stored run are read against. */
export function scopeOf({ plan }: RecordHeader): ThresholdsScope {
  return {
    profile: plan.profile,
    operations: plan.operations.map(({ name }) => name),
    probes: plan.probes.map(({ name }) => name),
    flows: plan.operations.filter(({ kind }) => kind === "flow").map(({ name }) => name),
    workload: plan.workload,
  };
}
