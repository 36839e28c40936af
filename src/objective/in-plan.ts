import type { LoadPlan } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";
import { basisOf } from "./basis.ts";
import type { Objective } from "./objective.ts";
import { signalOf } from "./signal-units.ts";

/** Where a name of thresholds.yaml stands in a plan. */
export interface Planned {
  readonly timeoutUs: Us;
  readonly kind: "operation" | "probe" | "step";
  /** The arrivals that bring it about: its own, or those of a step's flow. */
  readonly arrivals: string;
}

/** Null for a name that the plan lacks. Any step of a flow is taken: which there are is known when it has run. */
export function findPlanned(plan: LoadPlan, name: string): Planned | null {
  const operation = plan.operations.find((one) => one.name === name);
  if (operation !== undefined) return { timeoutUs: operation.timeoutUs, kind: "operation", arrivals: name };
  const probe = plan.probes.find((one) => one.name === name);
  if (probe !== undefined) return { timeoutUs: probe.timeoutUs, kind: "probe", arrivals: name };
  const flow = plan.operations.find((one) => one.kind === "flow" && name.startsWith(`${one.name}.`));
  return flow === undefined ? null : { timeoutUs: flow.timeoutUs, kind: "step", arrivals: flow.name };
}

/** Why a plan lacks what a promise speaks of, at any level; null when it does not. */
export function lacking(objective: Objective, operation: string, plan: LoadPlan): string | null {
  const { measure, that } = objective;
  if (signalOf(measure) !== null) return null;
  const planned = findPlanned(plan, operation);
  if (planned === null) return `the plan has no arrivals of ${operation}`;
  if (basisOf(measure) !== "response") return null;
  if (planned.kind === "probe" || (plan.workload === "open" && planned.kind === "operation")) return null;
  const why = planned.kind === "step" ? "a flow's step has" : "closed workloads have";
  const spelt = that.slice(objective.operation.length + 1).split(" ")[0];
  return `${why} service time only: promise ${operation}.service.${spelt}`;
}

/** Why no level of the plan is one that the promise binds at; `levels` in words. */
export function lackingLevel(at: readonly number[], xs: readonly number[]): string {
  const wanted = at.map((x) => `${x}x`).join(", ");
  return `${wanted} is not in this plan (its levels: ${xs.map((x) => `${x}x`).join(", ")})`;
}
