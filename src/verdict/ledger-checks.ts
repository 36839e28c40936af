import { outcomesOf } from "../measure/index.ts";
import { countArrivals, intervalsOf } from "../plan/index.ts";
import type { Cell, RunRecord } from "../record/index.ts";
import { ofRun, type PlacedCheck } from "./placed-check.ts";
import { runEndOf } from "./run-end.ts";

/** Arrivals that do not add up at one place. */
interface Gap {
  readonly missing: number;
  readonly where: string;
}

/**
 * The ledger: in every interval each operation's planned arrivals equal its outcomes (hence in every level and in the
 * run); an open workload's are those that the plan offers, phase by phase, counted anew from the plan; and every good
 * response has left its time in the histogram that is judged. A run cut short has no whole ledger: not available.
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
  const times = cells.map(({ interval, operation, cell }) => ({
    missing: cell.counts.good - timesOf(record, operation, cell),
    where: `${operation} in interval ${interval}`,
  }));
  const open = record.header.plan.workload === "open";
  return [
    check("ledger_closes", whole ? outcomes : null, "planned arrivals without exactly one outcome"),
    check(
      "ledger_matches_plan",
      whole && open ? againstPlan(record) : null,
      "arrivals more or fewer than the plan offers",
    ),
    check("times_recorded", whole ? times : null, "good responses without a recorded time"),
  ];
}

function check(name: string, gaps: readonly Gap[] | null, what: string): PlacedCheck {
  const found = gaps?.filter(({ missing }) => missing !== 0) ?? [];
  const [first] = found;
  return ofRun({
    check: name,
    role: "unsound",
    holds: gaps === null ? null : found.length === 0,
    limit: 0,
    observed: gaps === null ? null : found.reduce((sum, { missing }) => sum + Math.abs(missing), 0),
    unit: "count",
    detail: first === undefined ? "" : `${what}, first ${first.where}`,
  });
}

/** Times that the cell's judged histogram holds; of a flow's step, judged on demand, its good ones. */
function timesOf({ header: { plan } }: RunRecord, operation: string, { series, counts }: Cell): number {
  const main = [...plan.operations, ...plan.probes].some(({ name }) => name === operation);
  if (!main) return counts.good;
  return plan.workload === "open" ? series.response_time.total : series.service_time.total;
}

function againstPlan(record: RunRecord): readonly Gap[] {
  const { plan } = record.header;
  const recorded = plannedByPhase(record);
  const names = [...plan.operations, ...plan.probes].map(({ name }) => name);
  return countArrivals(plan).flatMap((offered, phase) =>
    names.map((name) => ({
      missing: (offered.get(name) ?? 0) - (recorded[phase]?.get(name) ?? 0),
      where: `${name} in the ${plan.phases[phase]?.kind} phase at ${plan.phases[phase]?.x}x`,
    })),
  );
}

function plannedByPhase(record: RunRecord): readonly ReadonlyMap<string, number>[] {
  const { plan } = record.header;
  const sums = plan.phases.map(() => new Map<string, number>());
  for (const { index, phase } of intervalsOf(plan)) {
    const sum = sums[phase];
    for (const [operation, { counts }] of record.cells.get(index) ?? []) {
      sum?.set(operation, (sum.get(operation) ?? 0) + counts.planned);
    }
  }
  return sums;
}
