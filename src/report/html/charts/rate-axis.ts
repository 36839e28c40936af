import type { Spec } from "../chart.ts";

/** A linear axis from 0 that holds all these rates. */
export function rateAxis(perSec: readonly number[]): Spec {
  const most = perSec.reduce((a, b) => Math.max(a, b), 0);
  return {
    field: "v",
    type: "quantitative",
    scale: { domain: [0, most > 0 ? most * 1.08 : 1], nice: false },
    axis: { title: null, tickCount: 5, labelExpr: "datum.label + '/s'" },
  };
}
