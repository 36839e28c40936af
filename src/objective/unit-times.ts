import { addTallies } from "../measure/index.ts";
import type { Us } from "../shared/index.ts";
import { type Distribution, quantile, total } from "../statistics/index.ts";
import type { Slice } from "./kind.ts";
import type { Basis } from "./times.ts";

/** Times of some intervals together, without a limit: good responses at theirs; timeout, shed and unfinished beyond. */
function distributionOf(slices: readonly Slice[], basis: Basis): Distribution {
  const cells = slices.flatMap(({ cell }) => cell ?? []);
  const { valuesUs, counts } = addTallies(cells.map(({ series }) => series[`${basis}_time`]));
  const beyond = cells.reduce(
    (sum, { counts: { timeout, shed, unfinished } }) => sum + timeout + shed + unfinished,
    0,
  );
  return { values: valuesUs, counts, beyond };
}

export function observationsIn(slices: readonly Slice[], basis: Basis): number {
  return slices.reduce((sum, { cell }) => {
    if (cell === null) return sum;
    const { timeout, shed, unfinished } = cell.counts;
    return sum + cell.series[`${basis}_time`].total + timeout + shed + unfinished;
  }, 0);
}

/** Infinity where it lies beyond, NaN of nothing. */
export function quantileUs(slices: readonly Slice[], basis: Basis, p: number): Us {
  return quantile(distributionOf(slices, basis), p);
}

/** What is beyond enters at the timeout; NaN of nothing. */
export function meanUs(slices: readonly Slice[], basis: Basis, timeoutUs: Us): Us {
  const times = distributionOf(slices, basis);
  const sum = times.values.reduce(
    (us, value, i) => us + value * (times.counts[i] ?? 0),
    times.beyond * timeoutUs,
  );
  return sum / total(times);
}
