import type { Finding, Measure, Objective, Objectives, Unit } from "../../../src/objective/index.ts";

/** A promise on recall, in base units (us, ratio), without the file it would be read from. */
export function promise(
  that: string,
  measure: Measure,
  limit: number,
  more: Partial<Objective> = {},
): Objective {
  const unit: Unit =
    measure.kind === "error_rate" || measure.kind === "delivered"
      ? "ratio"
      : measure.kind === "recovery"
        ? "s"
        : measure.kind === "status_count"
          ? "count"
          : "ms";
  return {
    that,
    operation: "recall",
    measure,
    comparison: measure.kind === "delivered" ? ">=" : "<=",
    limit,
    unit,
    at: null,
    windowUs: null,
    severity: "error",
    source: null,
    ...more,
  };
}

export const P95 = { kind: "percentile", p: 0.95, basis: "response" } as const;
export const p95 = (limitMs: number, more: Partial<Objective> = {}): Objective =>
  promise(`recall.p95 <= ${limitMs}ms`, P95, limitMs * 1000, more);
export const errorRate = (percent: number, more: Partial<Objective> = {}): Objective =>
  promise(`recall.error_rate <= ${percent}%`, { kind: "error_rate" }, percent / 100, more);

export function objectives(list: readonly Objective[], more: Partial<Objectives> = {}): Objectives {
  return { profile: "recall", decide: "bounds", allowHosts: [], maxGapRatio: 0.01, list, ...more };
}

/** recall.p95 at 2x, phase 3, held at 900 ms unless said otherwise. */
export function finding(more: Partial<Finding> = {}): Finding {
  return {
    objective: p95(1200),
    operation: "recall",
    x: 2,
    phase: 3,
    state: "held",
    observed: 900_000,
    bounds: [850_000, 950_000],
    samples: 2994,
    note: "",
    brokenOnService: null,
    ...more,
  };
}
