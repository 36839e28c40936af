import type { Objective, Objectives } from "../objective/index.ts";
import { canonicalJson, type Us } from "../shared/index.ts";

/** The shortest time that a promise allows at a level, or null where none speaks of a time. Warnings count only where nothing else does. */
export function tightestLimitUs({ list }: Objectives, x: number): Us | null {
  const times = bindingAt(list, x).filter(({ unit }) => unit === "ms");
  const deciding = times.filter(({ severity }) => severity === "error");
  const limits = (deciding.length > 0 ? deciding : times).map(({ limit }) => limit);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Those that bind at a level: named for it, or general without a named one of the same key. */
function bindingAt(list: readonly Objective[], x: number): readonly Objective[] {
  const keyOf = ({ operation, measure, windowUs, severity }: Objective): string =>
    canonicalJson([operation, measure, windowUs, severity]);
  const named = list.filter(({ at }) => at?.includes(x));
  const taken = new Set(named.map(keyOf));
  return [...named, ...list.filter((objective) => objective.at === null && !taken.has(keyOf(objective)))];
}
