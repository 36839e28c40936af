import type { LoadPlan } from "../plan/index.ts";
import type { PerSec } from "../shared/index.ts";

/** The load at 1x, before it is laid out as a plan: arrivals/s of all operations together, in an open workload. */
export interface Load extends Pick<LoadPlan, "workload" | "operations" | "probes"> {
  readonly rate: PerSec | null;
}

/** Arrivals/s of an operation, probe or flow step at a level; null where they depend on the replies, 0 for what gets none. */
export function rateOf(load: Load, name: string, x: number): PerSec | null {
  const probe = load.probes.find((one) => one.name === name);
  if (probe !== undefined) return probe.ratePerSec;
  if (load.workload === "closed") return null;
  const total = load.operations.reduce((sum, { weight }) => sum + weight, 0);
  const operation = load.operations.find(
    (one) => one.name === name || (one.kind === "flow" && name.startsWith(`${one.name}.`)),
  );
  return operation === undefined ? 0 : ((load.rate ?? 0) * x * operation.weight) / total;
}
