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

/** Operations in the plan's order, each followed by its steps in the order of {@link stepNames}, then the probes. */
export function trackedOf(record: RunRecord): readonly Tracked[] {
  const { operations, probes, workload } = record.header.plan;
  const open = workload === "open";
  const steps = stepNames(record);
  return [
    ...operations.flatMap(({ name, timeoutUs }): Tracked[] => [
      { name, kind: "operation", timeoutUs, hasResponseTime: open },
      ...steps
        .filter((step) => step.startsWith(`${name}.`))
        .map((step): Tracked => ({ name: step, kind: "step", timeoutUs, hasResponseTime: false })),
    ]),
    ...probes.map(
      ({ name, timeoutUs }): Tracked => ({ name, kind: "probe", timeoutUs, hasResponseTime: true }),
    ),
  ];
}

/**
 * The steps as they were first sent: by the interval in which each first appears; within that interval the one written
 * last comes first, since a worker writes what it saw last first (a flow's steps before the flow).
 */
function stepNames({ header: { plan }, cells }: RunRecord): readonly string[] {
  const known = new Set([...plan.operations, ...plan.probes].map(({ name }) => name));
  const rows = [...cells].sort(([a], [b]) => a - b).map(([, row]) => [...row.keys()].reverse());
  return [...new Set(rows.flat())].filter((name) => !known.has(name));
}

/** Names of the operations that make up the load: neither steps nor probes. */
export function loadNames(record: RunRecord): readonly string[] {
  return record.header.plan.operations.map(({ name }) => name);
}
