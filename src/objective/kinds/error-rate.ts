import { type Bounds, clopperPearson, decideRatio } from "../../statistics/index.ts";
import { arrivalsWithoutError, arrivalsWithRoom, mostErrors } from "../error-budget.ts";
import type { Kind, Slice } from "../kind.ts";
import { runLonger, runLongerFor } from "../longer.ts";
import { countsOf, secondsOf } from "../stretch.ts";
import { needOfWindow } from "../window-floor.ts";

export interface ErrorRateMeasure {
  readonly kind: "error_rate";
}

/** `error_rate`: (planned - good) / planned, so what was never sent or never answered is an error too. */
export const errorRate: Kind<ErrorRateMeasure> = {
  name: "error_rate",
  spelling: "error_rate",
  spellings: ["error_rate"],
  subjects: ["operation"],
  unit: "ratio",
  comparisons: ["<=", "<"],
  windows: true,
  phase: "steady",
  partial: true,

  read: (text) => (text === "error_rate" ? { kind: "error_rate" } : null),

  need(objective, stretch) {
    if (objective.windowUs !== null) return needOfWindow(objective, stretch);
    const { limit } = objective;
    const fewest = arrivalsWithoutError(limit);
    if (fewest === null) {
      const note = "no number of arrivals proves that errors never happen: it can break, but never hold";
      return { needed: null, ample: 0, decidable: false, note };
    }
    const { planned, seconds, probe, leastSeconds } = stretch;
    const ample = probe ? fewest : arrivalsWithRoom(limit);
    const found = { needed: fewest, ample };
    if (planned === null) return { ...found, decidable: true, note: "counted when it has run" };
    if (planned >= ample) return { ...found, decidable: true, note: "" };
    if (planned === 0) return { ...found, decidable: false, note: "no arrival is planned" };
    const advice = runLonger((seconds * ample) / planned, leastSeconds);
    if (planned < fewest)
      return { ...found, decidable: false, note: `${tooFew(fewest, planned)}: ${advice}` };
    const most = mostErrors(planned, limit);
    const note = `holds with no more than ${most} of ${planned} in error; room for half its limit takes ${ample}: ${advice}`;
    return { ...found, decidable: true, note };
  },

  estimate(_objective, stretch) {
    const { planned, good } = countsOf(stretch);
    if (planned === 0) return { observed: null, bounds: null, samples: 0, note: "" };
    const bounds = pair(clopperPearson(planned - good, planned));
    return { observed: (planned - good) / planned, bounds, samples: planned, note: "" };
  },

  roll() {
    let planned = 0;
    let good = 0;
    const put = ({ cell }: Slice, sign: 1 | -1): void => {
      planned += sign * (cell?.counts.planned ?? 0);
      good += sign * (cell?.counts.good ?? 0);
    };
    return {
      add: (slice) => put(slice, 1),
      remove: (slice) => put(slice, -1),
      estimate: () => ({
        observed: planned === 0 ? null : (planned - good) / planned,
        bounds: null,
        samples: planned,
        note: "",
      }),
    };
  },

  judge(objective, stretch) {
    const { planned, good } = countsOf(stretch);
    const intervals = stretch.slices.map(({ cell }) => ({
      part: cell === null ? 0 : cell.counts.planned - cell.counts.good,
      whole: cell === null ? 0 : cell.counts.planned,
    }));
    const { comparison, limit } = objective;
    const { seed } = stretch;
    const decision = decideRatio({ bad: planned - good, n: planned, intervals, limit, comparison, seed });
    const { state, observed } = decision;
    const judged = { observed, bounds: pair(decision), samples: planned, state };
    return { ...judged, note: state === "undecided" ? whatWouldDecide() : "" };

    function whatWouldDecide(): string {
      const fewest = arrivalsWithoutError(limit);
      if (fewest === null) return "no number of arrivals proves that errors never happen";
      const { leastSeconds } = stretch;
      const seconds = secondsOf(stretch);
      if (planned < fewest) {
        const wanted = (seconds * arrivalsWithRoom(limit)) / planned;
        return `${tooFew(fewest, planned)}: ${runLonger(wanted, leastSeconds)}`;
      }
      const bound = observed <= limit ? decision.upper : decision.lower;
      return `the limit lies within the bounds: ${runLongerFor({ seconds, leastSeconds }, { observed, bound, limit })}`;
    }
  },
};

function tooFew(fewest: number, planned: number): string {
  return `needs ${fewest} arrivals without an error, ${planned} planned`;
}

function pair({ lower, upper }: Bounds): readonly [number, number] {
  return [lower, upper];
}
