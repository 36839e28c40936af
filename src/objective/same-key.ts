import { keyOf } from "./binding.ts";
import type { Objective } from "./objective.ts";
import type { Written } from "./promise.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A problem for every promise whose key (operation, measure, window, severity) an earlier one has for a level of its own. */
export function checkSameKeys(source: YamlSource, written: readonly Written[]): void {
  written.forEach(({ objective, node }, i) => {
    const earlier = written.slice(0, i).find((other) => sameLevel(other.objective, objective));
    if (earlier === undefined) return;
    const place = objective.at === null ? "" : ` at ${objective.at.map((x) => `${x}x`).join(", ")}`;
    source.problem(
      node,
      `"${objective.that}" promises again what "${earlier.objective.that}" does${place}: keep one of them`,
    );
  });
}

function sameLevel(a: Objective, b: Objective): boolean {
  if (a.operation !== b.operation || keyOf(a) !== keyOf(b)) return false;
  if (a.at === null || b.at === null) return a.at === b.at;
  return a.at.some((x) => b.at?.includes(x));
}
