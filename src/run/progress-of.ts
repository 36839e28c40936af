import { addCounts, addTallies, noCounts } from "../measure/index.ts";
import { intervalsOf, type Phase, type PlanInterval } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import {
  type Ms,
  type PerSec,
  type Ratio,
  type Seconds,
  US_PER_MS,
  US_PER_S,
  type Us,
} from "../shared/index.ts";
import { quantile } from "../statistics/index.ts";

/** How a run stands, from its record so far. */
export interface RunProgress {
  /** Null behind the plan's end. */
  readonly phase: Phase | null;
  readonly elapsedSeconds: Seconds;
  readonly leftSeconds: Seconds;
  /** What {@link OperationProgress} speaks of: so many seconds up to the last whole interval; 0 while there is none. */
  readonly overSeconds: Seconds;
  readonly operations: readonly OperationProgress[];
}

/** One operation or probe over the last whole intervals. */
export interface OperationProgress {
  readonly name: string;
  readonly offeredPerSec: PerSec;
  readonly achievedPerSec: PerSec;
  /** Of good responses, the rest beyond; null where nothing was measured, Infinity beyond the timeout. */
  readonly p50Ms: Ms | null;
  readonly p95Ms: Ms | null;
  readonly p99Ms: Ms | null;
  readonly notGoodRatio: Ratio | null;
}

/** Rates of a moment, percentiles that do not jump. */
const OVER_US: Us = 30 * US_PER_S;

/** The progress of a run whose plan has gone on to `nowUs`. */
export function progressOf(record: RunRecord, nowUs: Us): RunProgress {
  const { plan } = record.header;
  const endUs = plan.phases.at(-1)?.startUs ?? 0;
  const last = lastIntervals(record);
  const overUs = last.reduce((sum, { startUs, endUs: toUs }) => sum + toUs - startUs, 0);
  return {
    phase: plan.phases.find((phase) => phase.startUs <= nowUs && nowUs < phase.endUs) ?? null,
    elapsedSeconds: Math.max(0, Math.min(nowUs, endUs)) / US_PER_S,
    leftSeconds: Math.max(0, endUs - nowUs) / US_PER_S,
    overSeconds: overUs / US_PER_S,
    operations: [...plan.operations, ...plan.probes].map(({ name }) =>
      operationProgress(record, name, last, overUs),
    ),
  };
}

/** The whole intervals of the last half minute, at least one, and none beyond a gap. */
function lastIntervals(record: RunRecord): readonly PlanInterval[] {
  const taken: PlanInterval[] = [];
  let us = 0;
  for (const interval of intervalsOf(record.header.plan)
    .slice(0, record.lastInterval + 1)
    .reverse()) {
    if (record.gapIntervals.has(interval.index) || us >= OVER_US) break;
    taken.push(interval);
    us += interval.endUs - interval.startUs;
  }
  return taken;
}

function operationProgress(
  record: RunRecord,
  name: string,
  intervals: readonly PlanInterval[],
  overUs: Us,
): OperationProgress {
  const cells: readonly Cell[] = intervals.flatMap(({ index }) => record.cells.get(index)?.get(name) ?? []);
  const counts = cells.reduce((sum, cell) => addCounts(sum, cell.counts), noCounts);
  const basis = cells.some(({ series }) => series.response_time.total > 0) ? "response_time" : "service_time";
  const times = addTallies(cells.map(({ series }) => series[basis]));
  const beyond = counts.timeout + counts.shed + counts.unfinished;
  const at = (p: number): Ms | null => {
    const us = quantile({ values: times.valuesUs, counts: times.counts, beyond }, p);
    return Number.isNaN(us) ? null : us / US_PER_MS;
  };
  const seconds = overUs / US_PER_S;
  return {
    name,
    offeredPerSec: seconds === 0 ? 0 : counts.planned / seconds,
    achievedPerSec: seconds === 0 ? 0 : counts.good_done / seconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    notGoodRatio: counts.planned === 0 ? null : (counts.planned - counts.good) / counts.planned,
  };
}
