import { intervalIndexAt, type PlanInterval } from "../plan/index.ts";
import type { Us } from "../shared/index.ts";
import { DeltaCell } from "./delta-cell.ts";
import type { IntervalLine } from "./interval-line.ts";
import type { Sample } from "./sample.ts";

export interface RecorderOptions {
  /** Operations without response time and start lag: all of a closed workload, and a flow's steps. */
  readonly serviceOnly: (operation: string) => boolean;
}

/**
 * One worker's ledger. Everything about an arrival counts in the interval of its intended start, each event when it
 * happens; only `completed` and `good_done` count in the interval in which it was done. An arrival intended in no
 * interval (a flow's step that is yielded in the drain) is counted nowhere, in all three calls alike.
 * Times from the run's origin; a time that is not one (NaN, negative, infinite) is a RangeError.
 */
export interface Recorder {
  planned(operation: string, intendedUs: Us): void;
  released(operation: string, intendedUs: Us, releasedUs: Us): void;
  ended(sample: Sample): void;
  /**
   * The lines of everything recorded since the last flush, to be written in this order: from the latest interval to the
   * earliest, and a flow's steps before the flow. A record cut between two of them then never shows an arrival's end
   * without what goes with it (its completion in a later interval, its steps), so what is whole can be told.
   * Intervals from `heldBack` on give their counts alone: their times are kept for a later flush, since a histogram costs
   * as much for one second as for a minute. Default: all give everything.
   */
  flush(heldBack?: number): IntervalLine[];
  /** Times over 1 h since the start: they are in no histogram. */
  overflow(): number;
}

/** An operation's open cells; `at` and `last` remember the one used last, which the next sample most likely needs. */
class Ledger {
  readonly cells = new Map<number, DeltaCell>();
  readonly serviceOnly: boolean;
  #at = -1;
  #last: DeltaCell | null = null;

  constructor(serviceOnly: boolean) {
    this.serviceOnly = serviceOnly;
  }

  cell(interval: number): DeltaCell {
    if (this.#last !== null && this.#at === interval) return this.#last;
    const cell = this.cells.get(interval) ?? new DeltaCell();
    this.cells.set(interval, cell);
    this.#at = interval;
    this.#last = cell;
    return cell;
  }

  /** Forgets the intervals before this one. */
  clear(before: number): void {
    for (const interval of this.cells.keys()) if (interval < before) this.cells.delete(interval);
    if (this.#at < before) this.#last = null;
  }
}

/** A recorder over the plan's intervals. */
export function createRecorder(intervals: readonly PlanInterval[], options: RecorderOptions): Recorder {
  const ledgers = new Map<string, Ledger>();
  let overflow = 0;

  const ledgerOf = (operation: string): Ledger => {
    let ledger = ledgers.get(operation);
    if (ledger === undefined) ledgers.set(operation, (ledger = new Ledger(options.serviceOnly(operation))));
    return ledger;
  };
  const cellAt = (ledger: Ledger, us: Us): DeltaCell | null => {
    if (!Number.isFinite(us)) throw new RangeError(`an event at ${us} us`);
    const interval = intervalIndexAt(intervals, us);
    return interval < 0 ? null : ledger.cell(interval);
  };

  return {
    planned(operation, intendedUs) {
      cellAt(ledgerOf(operation), intendedUs)?.count("planned");
    },

    released(operation, intendedUs, releasedUs) {
      const ledger = ledgerOf(operation);
      const cell = cellAt(ledger, intendedUs);
      if (cell === null) return;
      if (!ledger.serviceOnly && !cell.record("start_lag", releasedUs - intendedUs)) overflow += 1;
      cell.count("released");
    },

    ended({ operation, intendedUs, releasedUs, doneUs, outcome }) {
      const ledger = ledgerOf(operation);
      const cell = cellAt(ledger, intendedUs);
      if (cell === null) return;
      const { kind } = outcome;
      if (kind === "good" || kind === "bad" || kind === "failed") {
        if (releasedUs === null || doneUs === null)
          throw new RangeError(`${operation} is ${kind} but was never done`);
        const suffix = kind === "good" ? "" : "_not_good";
        if (!cell.record(`service_time${suffix}`, doneUs - releasedUs)) overflow += 1;
        if (!ledger.serviceOnly && !cell.record(`response_time${suffix}`, doneUs - intendedUs)) overflow += 1;
        const doneCell = cellAt(ledger, doneUs);
        doneCell?.count("completed");
        if (kind === "good") doneCell?.count("good_done");
      }
      cell.countOutcome(outcome);
    },

    flush(heldBack = Number.POSITIVE_INFINITY) {
      const lines: IntervalLine[] = [];
      // A flow is seen before its steps; the sort keeps the order of equals.
      for (const [operation, ledger] of [...ledgers].reverse()) {
        for (const [interval, cell] of ledger.cells) {
          if (interval < heldBack) {
            lines.push(cell.finish(interval, operation));
            continue;
          }
          const counted = cell.takeCounts(interval, operation);
          if (counted !== null) lines.push(counted);
        }
        ledger.clear(heldBack);
      }
      return lines.sort((a, b) => b.interval - a.interval);
    },

    overflow: () => overflow,
  };
}
