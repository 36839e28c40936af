import type { SignalUnit } from "../../../record/index.ts";
import type { Spec } from "../chart.ts";

/** Room above and below the values, as a share of their range. */
const ROOM = 0.08;
/** A range narrower than this share of the largest value is widened to it: noise must not look like a mountain. */
const LEAST_RANGE = 0.1;

/**
 * A linear axis that holds these values. It need not begin at 0, since a leak is a slope and not a height; but where the
 * values reach down to a third of the largest, or below, it does.
 */
export function signalAxis(values: readonly number[], unit: SignalUnit | "ms"): Spec {
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const range = Math.max(most - least, Math.max(Math.abs(most), Math.abs(least)) * LEAST_RANGE) || 1;
  const middle = (most + least) / 2;
  const fromZero = least >= 0 && least - range * ROOM <= most / 3;
  const low = fromZero ? 0 : Math.min(least, middle - range / 2) - range * ROOM;
  const high = Math.max(most, fromZero ? range : middle + range / 2) + range * ROOM;
  return {
    field: "v",
    type: "quantitative",
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { title: null, tickCount: 4, labelExpr: LABELS[unit] },
  };
}

const SCALED =
  "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, '~g') + ' G' : abs(datum.value) >= 1e6 ? format(datum.value / 1e6, '~g') + ' M' : abs(datum.value) >= 1e4 ? format(datum.value / 1e3, '~g') + ' k' : format(datum.value, '~g') + ' '";

const LABELS: Readonly<Record<SignalUnit | "ms", string>> = {
  ms: "format(datum.value, '~g') + ' ms'",
  bytes: `(${SCALED}) + 'B'`,
  ratio: "format(datum.value * 100, '~g') + ' %'",
  s: "format(datum.value, '~g') + ' s'",
  per_s: `trim(${SCALED}) + '/s'`,
  count: `trim(${SCALED})`,
};
