import { judgeAsSeen, needOfCensus } from "../census.ts";
import type { Kind } from "../kind.ts";
import { countsOf } from "../stretch.ts";
import { needOfWindow } from "../window-floor.ts";

export interface StatusCountMeasure {
  readonly kind: "status_count";
  readonly status: number;
}

/**
 * `status_429`: responses of one status among those that were not good. Good responses are not split by status, so a
 * status that the scenario's check accepts counts 0, and 2xx (bad by the check's word, not by status) cannot be promised.
 */
export const statusCount: Kind<StatusCountMeasure> = {
  name: "status_count",
  spelling: "status_300 to status_599",
  spellings: ["status_429", "status_500", "status_502", "status_503", "status_504"],
  subjects: ["operation"],
  unit: "count",
  comparisons: ["<=", "<", ">=", ">"],
  windows: true,
  phase: "steady",
  partial: true,

  read(text) {
    const status = Number(/^status_([345]\d\d)$/.exec(text)?.[1]);
    return Number.isNaN(status) ? null : { kind: "status_count", status };
  },

  need: (objective, stretch) =>
    objective.windowUs === null ? needOfCensus(stretch) : needOfWindow(objective, stretch),

  estimate(objective, stretch) {
    const { good, bad } = countsOf(stretch);
    const responses = good + bad;
    const { status } = objective.measure;
    const seen = stretch.slices.reduce((sum, { cell }) => sum + (cell?.by.bad[status] ?? 0), 0);
    return { observed: responses === 0 ? null : seen, bounds: null, samples: responses, note: "" };
  },

  judge: (objective, stretch) =>
    judgeAsSeen(objective, objective.limit, statusCount.estimate(objective, stretch)),
};
