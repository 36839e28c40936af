import type { Recorder } from "../../measure/index.ts";
import type { Arrival } from "../../plan/index.ts";
import type { Us } from "../../shared/index.ts";
import type { Pacer } from "./pacer.ts";

/** Releases planned work until none is left or it is told to end. */
export interface Offering {
  start(): void;
  /** Resolves once nothing more will be released; rejects when that is so although the plan goes on: a mistake of ours. */
  readonly exhausted: Promise<void>;
  /** Releases nothing more from the call on: what is left becomes shed (`stopped`), or stays unplanned. Resolves when that is recorded. */
  end(rest: "shed" | "unplanned"): Promise<void>;
}

export interface OpenParts {
  readonly arrivals: Iterator<Arrival>;
  readonly pacer: Pacer<Arrival>;
  readonly recorder: Recorder;
  /** When an arrival is due, on the pacer's clock. */
  readonly dueUs: (arrival: Arrival) => Us;
  /** Carries out an arrival that is due. */
  readonly begin: (arrival: Arrival) => void;
  /** False: one more in flight is not allowed, the arrival is shed. */
  readonly room: () => boolean;
  /** Hears of each arrival shed so. */
  readonly full: (arrival: Arrival) => void;
}

/** Shedding the rest of a long plan takes turns with the replies still to come. */
const SHED_AT_ONCE = 2_000;

/** Arrivals released at their intended starts, whatever the replies do. Also carries the probes of a closed workload. */
export function offerOpen({ arrivals, pacer, recorder, dueUs, begin, room, full }: OpenParts): Offering {
  let over = (): void => {};
  let broken = (_error: Error): void => {};
  const exhausted = new Promise<void>((resolve, reject) => {
    over = resolve;
    broken = reject;
  });
  let taken = 0;
  let released = 0;
  const items: Iterator<Arrival> = {
    next() {
      const next = arrivals.next();
      if (next.done !== true) taken++;
      return next;
    },
  };

  /** What the pacer left out would be in no ledger: it must have taken every arrival, and released all it took. */
  const ranOut = (): void => {
    if (items.next().done === true && released === taken) over();
    else broken(new Error(`the pacer ended after ${released} arrivals, and the plan goes on`));
  };

  const shed = ({ operation, intendedUs }: Arrival, reason: "in_flight_cap" | "stopped"): void => {
    const outcome = { kind: "shed", reason } as const;
    recorder.planned(operation, intendedUs);
    recorder.ended({ operation, intendedUs, releasedUs: null, doneUs: null, outcome });
  };

  return {
    exhausted,
    start() {
      pacer.start({
        items,
        dueUs,
        release: (arrival) => {
          released++;
          if (!room()) {
            full(arrival);
            return shed(arrival, "in_flight_cap");
          }
          recorder.planned(arrival.operation, arrival.intendedUs);
          begin(arrival);
        },
        ranOut,
      });
    },
    async end(rest) {
      const taken = pacer.halt();
      if (rest === "shed") {
        for (const arrival of taken) shed(arrival, "stopped");
        let left = SHED_AT_ONCE;
        for (let next = arrivals.next(); next.done !== true; next = arrivals.next()) {
          shed(next.value, "stopped");
          if (--left > 0) continue;
          left = SHED_AT_ONCE;
          await new Promise((resume) => setImmediate(resume));
        }
      }
      over();
    },
  };
}
