import type { RunRecord } from "../record/index.ts";
import type { Us } from "../shared/index.ts";

/** What a record holds figures of: an operation of the load, a step of a flow, or a probe beside the load. */
export interface Tracked {
  readonly name: string;
  readonly kind: "operation" | "step" | "probe";
  /** Nothing finite is known of what is beyond this. A step shares its flow's. */
  readonly timeoutUs: Us;
  /** Operations of closed workloads, and steps, have no intended start, so service time only. */
  readonly hasResponseTime: boolean;
}

/** Operations in the plan's order, each followed by its steps as they first appear in the record, then the probes. */
export function trackedOf(record: RunRecord): readonly Tracked[] {
  const { operations, probes, workload } = record.header.plan;
  const open = workload === "open";
  const known = new Set([...operations, ...probes].map(({ name }) => name));
  const extra = new Set<string>();
  for (const row of record.cells.values()) {
    for (const name of row.keys()) if (!known.has(name)) extra.add(name);
  }
  return [
    ...operations.flatMap(({ name, timeoutUs }): Tracked[] => [
      { name, kind: "operation", timeoutUs, hasResponseTime: open },
      ...[...extra]
        .filter((step) => step.startsWith(`${name}.`))
        .map((step): Tracked => ({ name: step, kind: "step", timeoutUs, hasResponseTime: false })),
    ]),
    ...probes.map(
      ({ name, timeoutUs }): Tracked => ({ name, kind: "probe", timeoutUs, hasResponseTime: true }),
    ),
  ];
}

/** Names of the operations that make up the load: neither steps nor probes. */
export function loadNames(record: RunRecord): readonly string[] {
  return record.header.plan.operations.map(({ name }) => name);
}
