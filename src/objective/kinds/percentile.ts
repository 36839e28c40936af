import type { Ratio } from "../../shared/index.ts";
import {
  type Bounds,
  type Distribution,
  decidePercentile,
  quantile,
  quantileBounds,
  samplesNeeded,
  total,
} from "../../statistics/index.ts";
import type { Estimate, Kind, Stretch } from "../kind.ts";
import { runLonger, runLongerFor } from "../longer.ts";
import type { Observed } from "../objective.ts";
import { rollingTimes } from "../rolling-times.ts";
import { secondsOf } from "../stretch.ts";
import { type Basis, limitUsOf, mergeTimes, observedTime, timesIn, timesInOrder, timesOf } from "../times.ts";
import { needOfWindow } from "../window-floor.ts";

export interface PercentileMeasure {
  readonly kind: "percentile";
  readonly p: Ratio;
  readonly basis: Basis;
}

const SPELLED = /^(service\.)?p(\d\d(?:\.\d{1,2})?)$/;

/** Room for chance: at the floor itself a single slow sample would leave it undecided. */
const AMPLE_FLOORS = 2;

/** `p95`, `service.p99.9`: a time that the given share of arrivals kept, by nearest rank. */
export const percentile: Kind<PercentileMeasure> = {
  name: "percentile",
  spelling: "p50 to p99.99",
  spellings: ["p50", "p90", "p95", "p99", "p99.9", "service.p50", "service.p95", "service.p99"],
  subjects: ["operation"],
  unit: "ms",
  comparisons: ["<=", "<"],
  windows: true,
  phase: "steady",
  partial: true,

  read(text) {
    const [, service, digits = ""] = SPELLED.exec(text) ?? [];
    // "0.999" read from its digits: 99.9 / 100 is another double.
    const p = Number(`0.${digits.replace(".", "")}`);
    return p >= 0.5 ? { kind: "percentile", p, basis: service === undefined ? "response" : "service" } : null;
  },

  need(objective, stretch) {
    if (objective.windowUs !== null) return needOfWindow(objective, stretch);
    const needed = samplesNeeded(objective.measure.p);
    const ample = AMPLE_FLOORS * needed;
    const { planned, seconds, leastSeconds } = stretch;
    if (planned === null) return { needed, ample, decidable: true, note: "counted when it has run" };
    if (planned >= needed) return { needed, ample, decidable: true, note: "" };
    const advice =
      planned > 0 ? runLonger((seconds * ample) / planned, leastSeconds) : "no arrival is planned";
    return {
      needed,
      ample,
      decidable: false,
      note: `needs ${needed} samples, ${planned} planned: ${advice}`,
    };
  },

  estimate(objective, stretch) {
    const all = timesIn(stretch.slices, objective);
    const { p } = objective.measure;
    return found(all, quantile(all, p), quantileBounds(all, p), p, stretch);
  },

  roll(objective, stretch) {
    const times = rollingTimes();
    return {
      add: ({ cell }) => times.add(timesOf(cell, objective)),
      remove: ({ cell }) => times.remove(timesOf(cell, objective)),
      estimate: () => ({
        observed: observedTime(times.quantile(objective.measure.p), stretch),
        bounds: null,
        samples: times.total,
        note: "",
      }),
    };
  },

  judge(objective, stretch) {
    const { p } = objective.measure;
    const { comparison } = objective;
    const intervals = timesInOrder(stretch.slices, objective);
    const all = mergeTimes(intervals);
    const levelSeconds = secondsOf(stretch);
    const limit = limitUsOf(objective);
    const { steady, seed, leastSeconds } = stretch;
    const decision = decidePercentile({
      all,
      intervals,
      p,
      limit,
      comparison,
      steady,
      levelSeconds,
      seed,
    });
    const { state, observed, why } = decision;
    const n = total(all);
    const needed = samplesNeeded(p);
    const seen = found(all, observed, decision, p, stretch);
    if (state !== "undecided") return { ...seen, state };
    if (n < needed) {
      const note = `needs ${needed} samples, has ${n}: ${runLonger((levelSeconds * AMPLE_FLOORS * needed) / n, leastSeconds)}`;
      return { ...seen, state, note };
    }
    const straddles = decision.upper > limit && observed <= limit;
    const advice = straddles
      ? `: ${runLongerFor({ seconds: levelSeconds, leastSeconds }, { observed, bound: decision.upper, limit })}`
      : "";
    return { ...seen, state, note: straddles ? `its upper bound exceeds the limit${advice}` : why };
  },
};

/** An upper bound of Infinity is "beyond the timeout" where the sample is large enough to know it, else unknown. */
function found(
  all: Distribution,
  observedUs: number,
  { lower, upper }: Bounds,
  p: Ratio,
  stretch: Stretch,
): Estimate {
  const samples = total(all);
  if (samples === 0) return { observed: null, bounds: null, samples, note: "" };
  const known: Observed = samples < samplesNeeded(p) ? null : observedTime(upper, stretch);
  return {
    observed: observedTime(observedUs, stretch),
    bounds: [observedTime(lower, stretch), known],
    samples,
    note: "",
  };
}
