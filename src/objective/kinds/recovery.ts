import { formatDuration, US_PER_S, type Us } from "../../shared/index.ts";
import { judgeAsSeen } from "../census.ts";
import { formatTime } from "../format.ts";
import type { Estimate, Kind, Stretch } from "../kind.ts";
import { recoveryWindowUs, SHORTEST_WINDOW_US, WINDOW_ARRIVALS } from "../recovery-window.ts";
import { countsOf, part, secondsOf } from "../stretch.ts";
import { tooManyNotGood, UNPROMISED_ERROR_SHARE } from "../unpromised-errors.ts";

export interface RecoveryMeasure {
  readonly kind: "recovery";
}

/**
 * `recovery`: from the start of the recovery phase to the first moment after which every window of max(5 s, 200 planned
 * arrivals), to the end of the phase, breaks no promise that binds the operation at 1x. A window breaks one when the
 * bound on the limit's good side lies beyond it (the figure itself for a census), and when it has no sample to show, or
 * too few for a percentile because the rest was not good. Where no promise speaks of errors at 1x, more than 5 % not good
 * is no recovery either.
 * Windows start at every interval, so the figure is a whole number of them.
 */
export const recovery: Kind<RecoveryMeasure> = {
  name: "recovery",
  spelling: "recovery",
  spellings: ["recovery"],
  subjects: ["operation"],
  unit: "s",
  comparisons: ["<=", "<"],
  windows: false,
  phase: "recovery",
  partial: false,

  read: (text) => (text === "recovery" ? { kind: "recovery" } : null),

  need(objective, { planned, seconds }) {
    const rate = planned === null ? null : planned / seconds;
    const neededUs = objective.limit + recoveryWindowUs(rate);
    const decidable = planned !== 0 && seconds * US_PER_S >= neededUs;
    const note = decidable
      ? ""
      : `needs a recovery phase of ${formatTime(neededUs)}, planned are ${formatTime(seconds * US_PER_S)}`;
    return { needed: null, ample: 0, decidable, note };
  },

  estimate(_objective, stretch) {
    const samples = countsOf(stretch).planned;
    const nothing = (note: string): Estimate => ({ observed: null, bounds: null, samples, note });
    const startUs = stretch.slices[0]?.startUs;
    if (startUs === undefined || samples === 0) return nothing("nothing was planned in the recovery phase");
    if (stretch.promisedAt1x.length === 0) return nothing("no promise binds it at 1x");
    const windows = windowsOf(stretch);
    const last = windows.at(-1);
    if (last === undefined) {
      return nothing(
        `its phase of ${formatTime(secondsOf(stretch) * US_PER_S)} holds no window of ${formatTime(SHORTEST_WINDOW_US)} and ${WINDOW_ARRIVALS} arrivals`,
      );
    }
    const lastBroken = windows.findLast(({ breaks }) => breaks !== null);
    const sinceUs = (us: Us): Us => us - startUs;
    if (lastBroken === last) {
      return {
        observed: { beyond: sinceUs(last.startUs) },
        bounds: null,
        samples,
        note: `the last window still ${last.breaks}`,
      };
    }
    const held = windows[lastBroken === undefined ? 0 : windows.indexOf(lastBroken) + 1];
    const observed = sinceUs(held?.startUs ?? startUs);
    const before = lastBroken === undefined ? "in every window" : `the one before ${lastBroken.breaks}`;
    return {
      observed,
      bounds: null,
      samples,
      note: `held since ${formatDuration(observed)} into the phase; ${before}`,
    };
  },

  judge(objective, stretch) {
    const estimate = recovery.estimate(objective, stretch);
    const { observed } = estimate;
    if (observed !== null && typeof observed === "object" && observed.beyond < objective.limit) {
      const note = `${estimate.note}, and the phase ended before the limit`;
      return { ...estimate, state: "undecided", note };
    }
    return judgeAsSeen(objective, objective.limit, estimate);
  },
};

interface RecoveryWindow {
  readonly startUs: Us;
  /** "broke recall.p95 <= 1s", the first promise that it breaks; null when it breaks none. */
  readonly breaks: string | null;
}

/** From every interval on, the shortest window that is long enough and full enough; those that the phase's end cuts are left out. */
function windowsOf(stretch: Stretch): readonly RecoveryWindow[] {
  const { slices } = stretch;
  return slices.flatMap(({ startUs }, from) => {
    let planned = 0;
    for (let to = from; to < slices.length; to++) {
      const slice = slices[to];
      // No window spans a gap of the record.
      if (to > from && slices[to - 1]?.endUs !== slice?.startUs) return [];
      planned += slice?.cell?.counts.planned ?? 0;
      const longEnough = (slice?.endUs ?? 0) - startUs >= SHORTEST_WINDOW_US;
      if (!longEnough || planned < WINDOW_ARRIVALS) continue;
      const window = part(stretch, from, to + 1);
      return [{ startUs, breaks: wrongWith(window) }];
    }
    return [];
  });
}

function wrongWith(window: Stretch): string | null {
  const { promisedAt1x } = window;
  const broken = promisedAt1x.find((promised) => promised.breaks(window) !== false);
  if (broken !== undefined) return `broke ${broken.that}`;
  if (promisedAt1x.some(({ ofErrors }) => ofErrors) || !tooManyNotGood(countsOf(window))) return null;
  return `had more than ${UNPROMISED_ERROR_SHARE * 100} % not good`;
}
