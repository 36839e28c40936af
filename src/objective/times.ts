import { addTallies, highestEquivalentUs, type Series, type Tally } from "../measure/index.ts";
import type { Cell } from "../record/index.ts";
import type { Us } from "../shared/index.ts";
import { type Distribution, keeps, mergeNeighbours } from "../statistics/index.ts";
import type { Stretch } from "./kind.ts";
import type { Objective, Observed } from "./objective.ts";

export type Basis = "response" | "service";

type TimeLimit = Pick<Objective, "comparison" | "limit"> & { readonly measure: { readonly basis: Basis } };

const GOOD: Readonly<Record<Basis, Series>> = { response: "response_time", service: "service_time" };
const NOT_GOOD: Readonly<Record<Basis, Series>> = {
  response: "response_time_not_good",
  service: "service_time_not_good",
};

/**
 * A limit as histograms know it: recorded values are the highest equivalent to what was measured, so the limit is raised
 * likewise. `<=` then admits the limit's own cell of the histogram, and `<` only the cells below it.
 */
export function limitUsOf({ limit }: Pick<Objective, "limit">): Us {
  return highestEquivalentUs(limit);
}

/** The limit that an observed figure of the promise is compared with. */
export function comparableLimit(objective: Pick<Objective, "limit" | "measure">): number {
  return "basis" in objective.measure ? limitUsOf(objective) : objective.limit;
}

/**
 * The times that a promise is judged on. Good responses at their time; bad and failed ones at theirs if it exceeds the
 * limit (a refusal after 3 s must not hide), and not at all otherwise (a refusal at once is no fast response); timeout,
 * shed and unfinished beyond every finite value.
 */
export function timesOf(cell: Cell | null, objective: TimeLimit): Distribution {
  if (cell === null) return { values: [], counts: [], beyond: 0 };
  const { basis } = objective.measure;
  const slow = slower(cell.series[NOT_GOOD[basis]], objective);
  const { valuesUs, counts } = addTallies([cell.series[GOOD[basis]], slow]);
  const { timeout, shed, unfinished } = cell.counts;
  return { values: valuesUs, counts, beyond: timeout + shed + unfinished };
}

function slower(tally: Tally, objective: TimeLimit): Tally {
  const limitUs = limitUsOf(objective);
  const from = tally.valuesUs.findIndex((us) => !keeps(us, objective.comparison, limitUs));
  if (from === -1) return { valuesUs: [], counts: [], total: 0 };
  const counts = tally.counts.slice(from);
  return {
    valuesUs: tally.valuesUs.slice(from),
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  };
}

type Slices = readonly { readonly cell: Cell | null }[];

/** The same of several intervals together, whose own times are never made. */
export function timesIn(slices: Slices, objective: TimeLimit): Distribution {
  const cells = slices.flatMap(({ cell }) => cell ?? []);
  const { basis } = objective.measure;
  const good = addTallies(cells.map(({ series }) => series[GOOD[basis]]));
  const slow = slower(addTallies(cells.map(({ series }) => series[NOT_GOOD[basis]])), objective);
  const { valuesUs, counts } = addTallies([good, slow]);
  const beyond = cells.reduce(
    (sum, { counts: { timeout, shed, unfinished } }) => sum + timeout + shed + unfinished,
    0,
  );
  return { values: valuesUs, counts, beyond };
}

/** From so many intervals on a level is too long for its seconds to be looked at one by one (`decidePercentile`). */
const MANY = 300;

/**
 * The times of each interval in order; of many, those of the neighbours that the bootstrap merges anyway, so that a day's
 * are not all held at once.
 */
export function timesInOrder(slices: Slices, objective: TimeLimit): readonly Distribution[] {
  return slices.length > MANY
    ? mergeNeighbours(slices, (group) => timesIn(group, objective))
    : slices.map(({ cell }) => timesOf(cell, objective));
}

/** Distributions added value by value. */
export function mergeTimes(parts: readonly Distribution[]): Distribution {
  const merged = addTallies(
    parts.map(({ values, counts }) => ({
      valuesUs: values,
      counts,
      total: counts.reduce((sum, count) => sum + count, 0),
    })),
  );
  return {
    values: merged.valuesUs,
    counts: merged.counts,
    beyond: parts.reduce((sum, { beyond }) => sum + beyond, 0),
  };
}

/** A time from the statistics as it is reported: Infinity is beyond the operation's timeout, NaN is nothing measured. */
export function observedTime(us: number, stretch: Stretch): Observed {
  if (Number.isNaN(us)) return null;
  return Number.isFinite(us) ? us : { beyond: stretch.timeoutUs };
}
