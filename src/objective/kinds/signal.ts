import { keeps, limitsFromAbove } from "../../statistics/index.ts";
import { judgeAsSeen } from "../census.ts";
import { uncovered } from "../coverage.ts";
import type { Kind, PlannedStretch, Sufficiency } from "../kind.ts";
import { isSignalName, signalValue, valueUnits } from "../signal-units.ts";

export interface SignalMeasure {
  readonly kind: "signal";
  readonly signal: string;
}

/**
 * `target.rss`, `target.outbox_pending`: one of the target's own figures, the worst value of any interval; in a window the
 * mean of its intervals. A census: every value counts. It holds only where at least 95 % of the intervals have a value,
 * and is unmeasured otherwise; a value beyond the limit breaks it all the same.
 */
export const signal: Kind<SignalMeasure> = {
  name: "signal",
  spelling: "the name of a signal",
  spellings: ["rss", "cpu", "fds", "threads"],
  subjects: ["target"],
  unit: "bytes",
  units: ({ signal: name }) => valueUnits(name),
  comparisons: ["<=", "<", ">=", ">"],
  windows: true,
  phase: "steady",
  partial: false,

  read: (text) => (isSignalName(text) ? { kind: "signal", signal: text } : null),

  need: (_objective, stretch) => needOfIntervals(stretch),

  estimate({ measure, unit, comparison, limit, windowUs }, { slices }) {
    const values = slices.flatMap((slice) => signalValue(slice, measure.signal, unit) ?? []);
    const samples = values.length;
    const note = uncovered(measure.signal, samples, slices.length);
    const sum = values.reduce((total, value) => total + value, 0);
    const worst = values.reduce(
      (a, b) => (limitsFromAbove(comparison) === b > a ? b : a),
      values[0] ?? Number.NaN,
    );
    const observed = windowUs === null ? worst : sum / samples;
    if (samples === 0 || (note !== null && (windowUs !== null || keeps(observed, comparison, limit)))) {
      return { observed: null, bounds: null, samples, note: note ?? "" };
    }
    return { observed, bounds: null, samples, note: note ?? "" };
  },

  judge: (objective, stretch) => judgeAsSeen(objective, objective.limit, signal.estimate(objective, stretch)),
};

function needOfIntervals({ intervals }: PlannedStretch): Sufficiency {
  const decidable = intervals > 0;
  return { needed: null, ample: 0, decidable, note: decidable ? "" : "no interval is planned" };
}
