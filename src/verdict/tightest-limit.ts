import { binds, type Objective, type Objectives, operationsOf } from "../objective/index.ts";
import type { LoadPlan } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";

/** The promise of the shortest time at a level, or null where none speaks of a time. Warnings count only where nothing else does. */
export function tightestPromise({ list }: Objectives, plan: LoadPlan, x: number): Objective | null {
  const times = list
    .filter(({ unit }) => unit === "ms")
    .filter((objective) =>
      operationsOf(objective, plan.operations).some((name) => binds(list, objective, name, x)),
    );
  const deciding = times.filter(({ severity }) => severity === "error");
  return (deciding.length > 0 ? deciding : times).reduce<Objective | null>(
    (tightest, one) => (tightest === null || one.limit < tightest.limit ? one : tightest),
    null,
  );
}

/** Its limit. */
export function tightestLimitUs(objectives: Objectives, plan: LoadPlan, x: number): Us | null {
  return tightestPromise(objectives, plan, x)?.limit ?? null;
}
