import { judgeAsSeen, needOfCensus } from "../census.ts";
import type { Kind } from "../kind.ts";
import { countsOf } from "../stretch.ts";
import { needOfWindow } from "../window-floor.ts";

export interface DeliveredMeasure {
  readonly kind: "delivered";
}

/** `delivered`: released / planned. Every arrival is counted, so the figure is exact. */
export const delivered: Kind<DeliveredMeasure> = {
  name: "delivered",
  spelling: "delivered",
  spellings: ["delivered"],
  subjects: ["operation"],
  unit: "ratio",
  comparisons: [">=", ">"],
  windows: true,
  phase: "steady",
  partial: true,

  read: (text) => (text === "delivered" ? { kind: "delivered" } : null),

  need: (objective, stretch) =>
    objective.windowUs === null ? needOfCensus(stretch) : needOfWindow(objective, stretch),

  estimate(_objective, stretch) {
    const { planned, released } = countsOf(stretch);
    return {
      observed: planned === 0 ? null : released / planned,
      bounds: null,
      samples: planned,
      note: "",
    };
  },

  judge: (objective, stretch) =>
    judgeAsSeen(objective, objective.limit, delivered.estimate(objective, stretch)),
};
