import { addCounts, type Counts, noCounts, outcomesOf } from "../measure/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import { againstPlan, type Missing } from "./against-plan.ts";
import { ofRun, type PlacedCheck } from "./placed-check.ts";
import { runEndOf } from "./run-end.ts";

/**
 * The ledger: in every interval each operation's planned arrivals equal its outcomes (hence in every level and in the
 * run), no more were released than planned and none answered that was not released; an open workload's and every probe's
 * are those that the plan offers, phase by phase, counted anew from the plan but for its gaps; every release and every answer has left
 * its times in the histograms; and over the run no more completed than were answered. A run cut short has no whole
 * ledger: not available.
 */
export function ledgerChecks(record: RunRecord): readonly PlacedCheck[] {
  const end = runEndOf(record);
  const whole = end.kind !== "incomplete";
  const cells = [...record.cells].flatMap(([interval, row]) =>
    [...row].map(([operation, cell]) => ({ interval, operation, cell })),
  );
  const outcomes = cells.map(({ interval, operation, cell }) => ({
    missing: cell.counts.planned - outcomesOf(cell.counts),
    where: `${operation} in interval ${interval}`,
  }));
  const excess = cells.map(({ interval, operation, cell: { counts } }) => ({
    missing: Math.max(0, counts.released - counts.planned, answered(counts) - counts.released),
    where: `${operation} in interval ${interval}`,
  }));
  const times = cells.map(({ interval, operation, cell }) => ({
    missing: timesMissing(record, operation, cell),
    where: `${operation} in interval ${interval}`,
  }));
  const { plan } = record.header;
  const planned = plan.workload === "open" || plan.probes.length > 0;
  return [
    check("ledger_closes", whole ? outcomes : null, "planned arrivals without exactly one outcome"),
    check(
      "ledger_in_order",
      whole ? [...excess, ...completions(record)] : null,
      "more arrivals released than planned, or more answers than were sent for",
    ),
    check(
      "ledger_matches_plan",
      whole && planned ? againstPlan(record) : null,
      "arrivals more or fewer than the plan offers",
    ),
    check("times_recorded", whole ? times : null, "arrivals without their times, or times without arrivals"),
  ];
}

function check(name: string, places: readonly Missing[] | null, what: string): PlacedCheck {
  const found = places?.filter(({ missing }) => missing !== 0) ?? [];
  const [first] = found;
  return ofRun({
    check: name,
    role: "unsound",
    holds: places === null ? null : found.length === 0,
    limit: 0,
    observed: places === null ? null : found.reduce((sum, { missing }) => sum + Math.abs(missing), 0),
    unit: "count",
    detail: first === undefined ? "" : `${what}, first ${first.where}`,
  });
}

/** Answered by the target, whatever it said. */
function answered({ good, bad, failed }: Counts): number {
  return good + bad + failed;
}

/**
 * By how much a histogram differs from what was counted, the worst of them: service times of every answer; response times
 * and start lag of what has an intended start (an open workload's operations, and probes).
 */
function timesMissing({ header: { plan } }: RunRecord, operation: string, cell: Cell): number {
  const { series, counts } = cell;
  const notGood = counts.bad + counts.failed;
  const intended = plan.workload === "open" ? [...plan.operations, ...plan.probes] : plan.probes;
  const missing = [counts.good - series.service_time.total, notGood - series.service_time_not_good.total];
  if (intended.some(({ name }) => name === operation)) {
    missing.push(
      counts.good - series.response_time.total,
      notGood - series.response_time_not_good.total,
      counts.released - series.start_lag.total,
    );
  }
  return Math.max(...missing.map(Math.abs));
}

/** Completions are counted where they fell: fewer than the answers by those of the drain, never more. */
function completions({ cells }: RunRecord): readonly Missing[] {
  const sums = new Map<string, Counts>();
  for (const row of cells.values()) {
    for (const [operation, { counts }] of row) {
      sums.set(operation, addCounts(sums.get(operation) ?? noCounts, counts));
    }
  }
  return [...sums].map(([operation, counts]) => ({
    missing: Math.max(
      0,
      counts.completed - answered(counts),
      counts.good_done - counts.good,
      counts.good_done - counts.completed,
    ),
    where: `${operation} over the run`,
  }));
}
