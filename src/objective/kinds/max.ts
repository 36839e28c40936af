import { total } from "../../statistics/index.ts";
import { judgeAsSeen, needOfCensus } from "../census.ts";
import type { Kind } from "../kind.ts";
import { type Basis, limitUsOf, observedTime, timesIn } from "../times.ts";

export interface MaxMeasure {
  readonly kind: "max";
  readonly basis: Basis;
}

/** `max`, `service.max`: the longest time of all, exact to the histogram's cell. */
export const max: Kind<MaxMeasure> = {
  name: "max",
  spelling: "max",
  spellings: ["max", "service.max"],
  subjects: ["operation"],
  unit: "ms",
  comparisons: ["<=", "<"],
  windows: false,
  phase: "steady",
  partial: true,

  read(text) {
    if (text === "max") return { kind: "max", basis: "response" };
    return text === "service.max" ? { kind: "max", basis: "service" } : null;
  },

  need: (_objective, stretch) => needOfCensus(stretch),

  estimate(objective, stretch) {
    const all = timesIn(stretch.slices, objective);
    const longest = all.beyond > 0 ? Number.POSITIVE_INFINITY : (all.values.at(-1) ?? Number.NaN);
    return { observed: observedTime(longest, stretch), bounds: null, samples: total(all), note: "" };
  },

  judge: (objective, stretch) =>
    judgeAsSeen(objective, limitUsOf(objective), max.estimate(objective, stretch)),
};
