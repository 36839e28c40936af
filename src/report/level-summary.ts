import { levelsOf, type Phase, recoveryOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { US_PER_S, type Us } from "../shared/index.ts";
import { type Distribution, quantile, total } from "../statistics/index.ts";
import type { Verdict } from "../verdict/index.ts";
import { type Figure, toDigits, toMs } from "./amounts.ts";
import { type Gathered, gather, inPhase, recordedIntervals, timesOf } from "./gather.ts";
import { loadNames, type Tracked, trackedOf } from "./operations.ts";
import { signalSummaries } from "./signals.ts";
import type { SummaryLevel, SummaryOperation, SummaryTimes } from "./summary-schema.ts";

/** One entry for every steady level in the plan's order, then one for the recovery; each as far as it was recorded. */
export function levelSummaries(record: RunRecord, verdict: Verdict): SummaryLevel[] {
  const { plan } = record.header;
  const recovery = recoveryOf(plan);
  return [...levelsOf(plan), ...(recovery === null ? [] : [recovery])].map((phase) =>
    levelSummary(record, verdict, phase),
  );
}

function levelSummary(record: RunRecord, verdict: Verdict, phase: Phase): SummaryLevel {
  const { plan } = record.header;
  const intervals = inPhase(recordedIntervals(record), phase);
  const seconds = intervals.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs), 0) / US_PER_S;
  const load = gather(record, intervals, loadNames(record));
  const steadiness = verdict.levels.find((level) => level.phase === phase.index);
  return {
    x: phase.x,
    phase: phase.kind === "recovery" ? "recovery" : "steady",
    seconds,
    planned_seconds: (phase.endUs - phase.startUs) / US_PER_S,
    offered_per_s: plan.workload === "open" ? toDigits((phase.from + phase.to) / 2, 6) : "none",
    achieved_per_s: seconds > 0 ? toDigits(load.counts.good_done / seconds, 6) : "none",
    users: plan.workload === "closed" ? phase.to : null,
    steady: steadiness?.steady ?? null,
    unsteady: steadiness?.detail ?? "",
    max_in_flight: maxInFlight(record, intervals),
    operations: Object.fromEntries(
      trackedOf(record).map((tracked) => [
        tracked.name,
        operationSummary(tracked, gather(record, intervals, [tracked.name])),
      ]),
    ),
    signals: signalSummaries(record, phase),
  };
}

function operationSummary({ kind, timeoutUs, hasResponseTime }: Tracked, found: Gathered): SummaryOperation {
  const { planned, released, good, bad, failed, timeout, shed, unfinished } = found.counts;
  return {
    kind,
    planned,
    released,
    good,
    bad,
    failed,
    timeout,
    shed,
    unfinished,
    bad_by_status: { ...found.bad },
    failed_by_code: { ...found.failed },
    shed_by_reason: { ...found.shed },
    error_ratio: planned > 0 ? toDigits((planned - good) / planned, 6) : "none",
    delivered_ratio: planned > 0 ? toDigits(released / planned, 6) : "none",
    response_time: figuresOf(hasResponseTime ? timesOf(found, "response") : NOTHING, timeoutUs),
    service_time: figuresOf(timesOf(found, "service"), timeoutUs),
  };
}

const NOTHING: Distribution = { values: [], counts: [], beyond: 0 };

/** Figures of a distribution in us, as milliseconds. What is beyond reads `>` the timeout. */
export function figuresOf(d: Distribution, timeoutUs: Us): SummaryTimes {
  const at = (p: number): Figure => {
    const us = quantile(d, p);
    return Number.isNaN(us) ? "none" : us === Number.POSITIVE_INFINITY ? `>${toMs(timeoutUs)}` : toMs(us);
  };
  return {
    samples: total(d),
    beyond: d.beyond,
    mean_ms: mean(d, timeoutUs),
    p50_ms: at(0.5),
    p90_ms: at(0.9),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    p999_ms: at(0.999),
    max_ms: at(1),
  };
}

/** The arithmetic mean; what is beyond enters at the timeout, and the figure reads "at least". */
function mean(d: Distribution, timeoutUs: Us): Figure {
  const n = total(d);
  if (n === 0) return "none";
  let sumUs = d.beyond * timeoutUs;
  for (const [i, us] of d.values.entries()) sumUs += us * (d.counts[i] ?? 0);
  return d.beyond > 0 ? `>=${toMs(sumUs / n)}` : toMs(sumUs / n);
}

function maxInFlight(record: RunRecord, intervals: readonly { readonly index: number }[]): number | null {
  let most: number | null = null;
  for (const { index } of intervals) {
    const byWorker = new Map<number, number>();
    for (const { worker, max_in_flight } of record.generator.get(index) ?? []) {
      if (max_in_flight !== undefined)
        byWorker.set(worker, Math.max(byWorker.get(worker) ?? 0, max_in_flight));
    }
    if (byWorker.size === 0) continue;
    const sum = [...byWorker.values()].reduce((a, b) => a + b, 0);
    most = Math.max(most ?? 0, sum);
  }
  return most;
}
