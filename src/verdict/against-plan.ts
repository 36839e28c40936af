import { countArrivals, countBetween, intervalsOf, type LoadPlan, offeredBetween } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { formatDuration } from "../shared/index.ts";

/** Arrivals that do not add up at one place. */
export interface Missing {
  readonly missing: number;
  readonly where: string;
}

type CountsByPhase = readonly ReadonlyMap<string, number>[];

/** Plans of more arrivals than this (counting them takes half a second) are held against the header's count. */
const COUNTED_ANEW = 10_000_000;

/**
 * Recorded arrivals against those that the plan offers, phase by phase, what lies in gaps set apart: counted anew from the
 * plan, or in a very long one against what was counted before traffic and stands in the header.
 */
export function againstPlan(record: RunRecord): readonly Missing[] {
  const { plan, arrivals } = record.header;
  const closed = plan.workload === "closed";
  const names = [...(closed ? [] : plan.operations), ...plan.probes].map(({ name }) => name);
  const recorded = recordedByPhase(record);
  if (arrivals !== undefined && isVeryLong(plan)) {
    const offered = arrivals.map((counts) => new Map(Object.entries(counts)));
    return record.gaps.length === 0
      ? byPhase(plan, names, offered, recorded)
      : overTheRun(record, names, offered, recorded);
  }
  const gaps = record.gaps.map(({ from_us: fromUs, to_us: toUs }) => ({ fromUs, toUs }));
  return [...byPhase(plan, names, countArrivals(plan, gaps), recorded), ...inGaps(record, names)];
}

function isVeryLong(plan: LoadPlan): boolean {
  return offeredBetween(plan, 0, plan.phases.at(-1)?.endUs ?? 0) > COUNTED_ANEW;
}

function byPhase(
  plan: LoadPlan,
  names: readonly string[],
  offered: CountsByPhase,
  recorded: CountsByPhase,
): readonly Missing[] {
  return plan.phases.flatMap(({ kind, x, index }) =>
    names.map((name) => ({
      missing: (offered[index]?.get(name) ?? 0) - (recorded[index]?.get(name) ?? 0),
      where: `${name} in the ${kind} phase at ${x}x`,
    })),
  );
}

/** A gap tells what it takes out as a whole, not phase by phase. */
function overTheRun(
  { gaps }: RunRecord,
  names: readonly string[],
  offered: CountsByPhase,
  recorded: CountsByPhase,
): readonly Missing[] {
  return names.map((name) => {
    const sum = (counts: CountsByPhase): number => counts.reduce((n, phase) => n + (phase.get(name) ?? 0), 0);
    const leftOut = gaps.reduce((n, { left_out }) => n + (left_out[name]?.planned ?? 0), 0);
    return { missing: sum(offered) - sum(recorded) - leftOut, where: `${name} over the run` };
  });
}

function inGaps({ header: { plan }, gaps }: RunRecord, names: readonly string[]): readonly Missing[] {
  return gaps.flatMap(({ from_us, to_us, left_out }) => {
    const [offered] = countBetween(plan, [from_us, to_us]);
    return names.map((name) => ({
      missing: (offered?.get(name) ?? 0) - (left_out[name]?.planned ?? 0),
      where: `${name} in the gap from ${formatDuration(from_us)} on`,
    }));
  });
}

function recordedByPhase(record: RunRecord): CountsByPhase {
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
