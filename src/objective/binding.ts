import type { PlannedOperation } from "../plan/index.ts";
import { canonicalJson } from "../shared/index.ts";
import { kindOf } from "./kinds.ts";
import type { Objective } from "./objective.ts";

/** What "all" stands for. */
export type Operations = readonly Pick<PlannedOperation, "name">[];

/** Measure, window and severity: with the operation, a promise's key. */
export function keyOf({ measure, windowUs, severity }: Objective): string {
  return canonicalJson({ measure, windowUs, severity });
}

/** The operations a promise speaks of, or the target; "all" is each under load, neither probes nor flow steps. */
export function operationsOf({ operation }: Objective, operations: Operations): readonly string[] {
  return operation === "all" ? operations.map(({ name }) => name) : [operation];
}

/**
 * Which promise binds an operation at a level, among those of one key. One that names the operation takes the place of
 * one for "all"; among those left, one that names the level takes the place of one for every level. So `all` at 5x does
 * not loosen a figure that the operation was given for itself.
 */
export function bindingOf(
  list: readonly Objective[],
  objective: Objective,
  operation: string,
  x: number,
): Objective | null {
  const key = keyOf(objective);
  const weight = (o: Objective): number => (o.operation === operation ? 2 : 0) + (o.at === null ? 0 : 1);
  return list
    .filter((o) => o.operation === operation || o.operation === "all")
    .filter((o) => (o.at === null || o.at.includes(x)) && keyOf(o) === key)
    .reduce<Objective | null>((best, o) => (best === null || weight(o) > weight(best) ? o : best), null);
}

export function binds(
  list: readonly Objective[],
  objective: Objective,
  operation: string,
  x: number,
): boolean {
  return bindingOf(list, objective, operation, x) === objective;
}

/** The plain promises of severity error, such as a few seconds can be judged by, that bind an operation at 1x: those that a recovery returns to. */
export function promisedAt1x(list: readonly Objective[], operation: string): readonly Objective[] {
  return list.filter(
    (o) =>
      (o.operation === operation || o.operation === "all") &&
      o.severity === "error" &&
      o.windowUs === null &&
      kindOf(o.measure).partial &&
      binds(list, o, operation, 1),
  );
}
