import { judgeAsSeen, needOfCensus } from "../census.ts";
import type { Kind } from "../kind.ts";
import { countsOf, secondsOf } from "../stretch.ts";
import { needOfWindow } from "../window-floor.ts";

export interface RateMeasure {
  readonly kind: "rate";
}

/** `rate`: the achieved rate, good completions per second of the level by completion time. Exact. */
export const rate: Kind<RateMeasure> = {
  name: "rate",
  spelling: "rate",
  spellings: ["rate"],
  subjects: ["operation"],
  unit: "per_s",
  comparisons: [">=", ">"],
  windows: true,
  phase: "steady",
  partial: true,

  read: (text) => (text === "rate" ? { kind: "rate" } : null),

  need: (objective, stretch) =>
    objective.windowUs === null ? needOfCensus(stretch) : needOfWindow(objective, stretch),

  estimate(_objective, stretch) {
    const { planned, good_done } = countsOf(stretch);
    const observed = planned === 0 ? null : good_done / secondsOf(stretch);
    return { observed, bounds: null, samples: planned, note: "" };
  },

  judge: (objective, stretch) => judgeAsSeen(objective, objective.limit, rate.estimate(objective, stretch)),
};
