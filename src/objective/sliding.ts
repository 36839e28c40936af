import type { Us } from "../shared/index.ts";
import type { Estimate, Kind, Stretch } from "./kind.ts";
import type { Measure, Objective } from "./objective.ts";
import { part } from "./stretch.ts";

/** Successive slices of a stretch, [from, to), and the arrivals planned in them. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly startUs: Us;
  readonly endUs: Us;
  readonly planned: number;
}

/** From every interval on, the fewest intervals that last as long as the window; none that the stretch's end cuts, none across a gap. */
export function windowsOf({ slices }: Pick<Stretch, "slices">, windowUs: Us): readonly Window[] {
  const before = [0];
  // Where the run of successive intervals that holds each one began.
  const runs: number[] = [];
  slices.forEach(({ startUs, cell }, at) => {
    before.push((before[at] ?? 0) + (cell?.counts.planned ?? 0));
    runs.push(at > 0 && slices[at - 1]?.endUs === startUs ? (runs[at - 1] ?? at) : at);
  });
  const windows: Window[] = [];
  let last = 0;
  slices.forEach(({ startUs }, from) => {
    while (last < slices.length && (slices[last]?.endUs ?? 0) - startUs < windowUs) last += 1;
    const endUs = slices[last]?.endUs;
    if (endUs === undefined || runs[last] !== runs[from]) return;
    const to = last + 1;
    windows.push({ from, to, startUs, endUs, planned: (before[to] ?? 0) - (before[from] ?? 0) });
  });
  return windows;
}

/**
 * What a kind estimates of windows that are asked for in the order of time. A kind that can roll takes in what a window
 * gains and gives back what it leaves, so that a day in windows of an hour is read once; another adds up each anew.
 */
export function estimator(
  kind: Kind<Measure>,
  objective: Objective,
  stretch: Stretch,
): (window: Window) => Estimate {
  const { slices } = stretch;
  const rolling = kind.roll?.(objective, stretch);
  if (rolling === undefined) return ({ from, to }) => kind.estimate(objective, part(stretch, from, to));
  let [first, next] = [0, 0];
  return ({ from, to }) => {
    for (; next < to; next++) rolling.add(slices[next] ?? missing(next));
    for (; first < from; first++) rolling.remove(slices[first] ?? missing(first));
    return rolling.estimate();
  };
}

function missing(at: number): never {
  throw new RangeError(`no slice ${at}`);
}
