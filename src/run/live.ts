import { addTallies, decodeTally, noCounts, outcomesOf, type Tally } from "../measure/index.ts";
import {
  intervalIndexAt,
  type LoadPlan,
  offeredBetween,
  type Phase,
  type PlanInterval,
} from "../plan/index.ts";
import type { RecordLine } from "../record/index.ts";
import { US_PER_MS, US_PER_S, type Us } from "../shared/index.ts";
import { quantile } from "../statistics/index.ts";

/** The run a moment ago, from decoded record lines; probes left out. */
export interface LiveStatus {
  readonly phase: Phase;
  readonly phaseSeconds: number;
  readonly leftSeconds: number;
  readonly offeredPerSec: number;
  readonly achievedPerSec: number;
  /** Of good responses told of since the last status (in wide intervals: in the last one); null when there was none. */
  readonly p95Ms: number | null;
  readonly errorRatio: number | null;
  /** Arrivals that were due and have not ended: grows while a target stands still. */
  readonly open: number;
}

/** Gathers record lines between two looks. */
export interface Live {
  see(line: RecordLine): void;
  /** The status at `nowUs` (from the run's origin) over what came since the last look. */
  look(nowUs: Us): LiveStatus;
}

/** From `fromUs` of the plan on. */
export function watchLive(plan: LoadPlan, intervals: readonly PlanInterval[], fromUs: Us = 0): Live {
  const load = new Set(plan.operations.map(({ name }) => name));
  const endUs = plan.phases.at(-1)?.startUs ?? 0;
  let tallies: Tally[] = [];
  let good = 0;
  let ended = 0;
  let open = 0;
  let lookedUs: Us = fromUs;
  // Times come when an interval is over, and wide ones take long: until then those of the last one stand.
  let p95Ms: number | null = null;
  const inWide = (us: Us): boolean => {
    const interval = intervals[intervalIndexAt(intervals, us)];
    return interval !== undefined && interval.endUs - interval.startUs > US_PER_S;
  };
  return {
    see(line) {
      if (line.kind !== "interval" || !load.has(line.operation) || intervals[line.interval] === undefined)
        return;
      const series = line.series?.response_time ?? line.series?.service_time;
      if (series !== undefined) tallies.push(decodeTally(series));
      const counts = line.counts;
      open += (counts.planned ?? 0) - outcomesOf({ ...noCounts, ...counts });
      good += counts.good ?? 0;
      ended +=
        (counts.good ?? 0) +
        (counts.bad ?? 0) +
        (counts.failed ?? 0) +
        (counts.timeout ?? 0) +
        (counts.shed ?? 0);
    },
    look(nowUs) {
      const at = Math.min(nowUs, endUs);
      const phase = plan.phases.find(({ endUs }) => at < endUs) ?? (plan.phases.at(-1) as Phase);
      const tally = addTallies(tallies);
      const seconds = Math.max((nowUs - lookedUs) / US_PER_S, 0.001);
      if (tally.total > 0) {
        p95Ms = quantile({ values: tally.valuesUs, counts: tally.counts, beyond: 0 }, 0.95) / US_PER_MS;
      } else if (!inWide(lookedUs)) {
        p95Ms = null;
      }
      const status: LiveStatus = {
        phase,
        phaseSeconds: (Math.min(nowUs, phase.endUs) - phase.startUs) / US_PER_S,
        leftSeconds: Math.max(0, endUs - nowUs) / US_PER_S,
        offeredPerSec:
          plan.workload === "open" ? offeredBetween(plan, lookedUs, nowUs) / seconds : Number.NaN,
        achievedPerSec: good / seconds,
        p95Ms,
        errorRatio: ended === 0 ? null : (ended - good) / ended,
        open,
      };
      tallies = [];
      good = 0;
      ended = 0;
      lookedUs = nowUs;
      return status;
    },
  };
}
