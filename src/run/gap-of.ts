import { noCounts, outcomesOf } from "../measure/index.ts";
import { countBetween, intervalsOf } from "../plan/index.ts";
import { type GapLine, type LeftOut, type RunRecord, wholeUpTo } from "../record/index.ts";
import { US_PER_MS, type Us } from "../shared/index.ts";

/** How far the plan has gone on by the wall clock; null of a record whose load never began. */
export function planNowUs({ origins }: Pick<RunRecord, "origins">, wallMs: number): Us | null {
  const last = origins.at(-1);
  if (last === undefined) return null;
  return last.at_us + Math.round((wallMs - Date.parse(last.wall_at)) * US_PER_MS);
}

/**
 * The gap of a run that is taken up again at a time of its plan: from the first interval that is not whole to the first
 * that begins from now on. Null when the plan has none left.
 */
export function gapOf(record: RunRecord, nowUs: Us, restartedAt: string): GapLine | null {
  const intervals = intervalsOf(record.header.plan);
  const first = wholeUpTo(record) + 1;
  const from = intervals[first];
  const to = intervals.find(({ index, startUs }) => index > first && startUs >= nowUs);
  if (from === undefined || to === undefined) return null;
  return {
    kind: "gap",
    from_us: from.startUs,
    to_us: to.startUs,
    restarted_at: restartedAt,
    left_out: leftOut(record, first, from.startUs, to.startUs),
  };
}

function leftOut(record: RunRecord, first: number, fromUs: Us, toUs: Us): Readonly<Record<string, LeftOut>> {
  const { plan } = record.header;
  const [planned] = countBetween(plan, [fromUs, toUs]);
  const names = [...plan.operations, ...plan.probes].map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => {
      const recorded = recordedFrom(record, first, name);
      const counted = planned?.get(name) ?? 0;
      const closed = plan.workload === "closed" && plan.operations.some((one) => one.name === name);
      const { ended, good } = recorded;
      return [
        name,
        { planned: closed ? recorded.planned : counted, open: recorded.planned - ended, ended, good },
      ];
    }),
  );
}

/** What the record holds of an operation from an interval on. What the run itself cut short has not ended. */
function recordedFrom(
  { cells }: RunRecord,
  first: number,
  name: string,
): { readonly planned: number; readonly ended: number; readonly good: number } {
  const sum = { planned: 0, ended: 0, good: 0 };
  for (const [interval, row] of cells) {
    if (interval < first) continue;
    const { counts, by } = row.get(name) ?? { counts: noCounts, by: { shed: {} as Record<string, number> } };
    sum.planned += counts.planned;
    sum.ended += outcomesOf(counts) - counts.unfinished - (by.shed.stopped ?? 0);
    sum.good += counts.good;
  }
  return sum;
}
