import type { Ms } from "../../../shared/index.ts";
import type { Spec } from "../chart.ts";

/** Ticks at 1, 2 and 5 of each decade where there is room, else at the decades. */
const MOST_TICKS = 9;

/** So many times the least value is always on the axis, so that two ticks or three are. */
const LEAST_SPAN = 5;

/**
 * A logarithmic axis of times that holds all these: a limit of 1200 ms and a median of 4 ms are both readable on it. Values
 * at or below 0 have no place on it and must not be among them.
 */
export function logTimeAxis(values: readonly Ms[]): Spec {
  const finite = values.filter((ms) => ms > 0 && Number.isFinite(ms));
  const least = finite.length === 0 ? 1 : finite.reduce((a, b) => Math.min(a, b));
  const most = finite.length === 0 ? 1000 : finite.reduce((a, b) => Math.max(a, b));
  const domain = [least / 1.3, Math.max(most * 1.5, least * LEAST_SPAN)] as const;
  const within = (steps: readonly number[]): number[] => {
    const ticks: number[] = [];
    for (let k = Math.floor(Math.log10(domain[0])); k <= Math.ceil(Math.log10(domain[1])); k++) {
      for (const step of steps) ticks.push(Number(`${step}e${k}`));
    }
    return ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  };
  const fine = within([1, 2, 5]);
  return {
    field: "v",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: {
      title: null,
      values: fine.length <= MOST_TICKS ? fine : within([1]),
      labelExpr:
        "datum.value >= 1000 ? datum.value / 1000 + ' s' : datum.value < 0.1 ? datum.value * 1000 + ' \u00b5s' : datum.value + ' ms'",
    },
  };
}
