import { binds, type Objectives, operationsOf } from "../objective/index.ts";
import type { LoadPlan } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";

/** The shortest time that a promise allows at a level, or null where none speaks of a time. Warnings count only where nothing else does. */
export function tightestLimitUs({ list }: Objectives, plan: LoadPlan, x: number): Us | null {
  const times = list
    .filter(({ unit }) => unit === "ms")
    .filter((objective) =>
      operationsOf(objective, plan.operations).some((name) => binds(list, objective, name, x)),
    );
  const deciding = times.filter(({ severity }) => severity === "error");
  const limits = (deciding.length > 0 ? deciding : times).map(({ limit }) => limit);
  return limits.length === 0 ? null : Math.min(...limits);
}
