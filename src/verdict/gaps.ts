import { formatNumber, formatTime, type Objectives, tooManyNotGood } from "../objective/index.ts";
import { intervalsOf, levelsOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import type { Ratio } from "../shared/index.ts";
import type { RunEnd } from "./run-end.ts";

/** Share of the plan's steady time that lies in gaps. */
export function gapRatioOf({ header: { plan }, gapIntervals }: RunRecord): Ratio {
  const steady = new Set(levelsOf(plan).map(({ index }) => index));
  let steadyUs = 0;
  let missedUs = 0;
  for (const { index, phase, startUs, endUs } of intervalsOf(plan)) {
    if (!steady.has(phase)) continue;
    steadyUs += endUs - startUs;
    if (gapIntervals.has(index)) missedUs += endUs - startUs;
  }
  return steadyUs === 0 ? 0 : missedUs / steadyUs;
}

/** A run of which too much lies in gaps is incomplete, though its plan came to its end. */
export function endWithGaps(end: RunEnd, record: RunRecord, { maxGapRatio }: Objectives): RunEnd {
  if (end.kind === "incomplete" || record.gaps.length === 0) return end;
  const share = gapRatioOf(record);
  if (share <= maxGapRatio) return end;
  const gaps = record.gaps.length === 1 ? "a gap takes" : `${record.gaps.length} gaps take`;
  const limit = `at most ${formatNumber(maxGapRatio * 100)} %: max_gap`;
  return { kind: "incomplete", why: `${gaps} ${formatNumber(share * 100)} % of the steady time (${limit})` };
}

/** Each gap as a sentence, for whoever reads the verdict. */
export function gapNotices({ gaps }: RunRecord): readonly string[] {
  return gaps.map((gap) => {
    const { from_us, to_us, restarted_at, left_out } = gap;
    const names = Object.keys(left_out);
    const sum = (of: "planned" | "open" | "ended"): number =>
      names.reduce((total, name) => total + (left_out[name]?.[of] ?? 0), 0);
    return (
      `gap of ${formatTime(to_us - from_us)}, from ${formatTime(from_us)} to ${formatTime(to_us)} of the plan: the run broke off ` +
      `and was resumed at ${restarted_at}; ${sum("planned")} arrivals left the plan, ${sum("open")} of them open at the break, ` +
      `${sum("ended")} ended just before it`
    );
  });
}

/** Fewer errors before a break than this say nothing. */
const FEWEST_ERRORS = 5;

/**
 * What ended just before a break is not judged, as its interval is not whole. Where much of it was not good, the gap may
 * hide a failure, so such a run passes nothing: else breaking off in an outage would be a way around it.
 */
export function errorsBeforeGaps({ header: { plan }, gaps }: RunRecord): readonly string[] {
  const judged = plan.phases.filter(({ kind }) => kind === "steady" || kind === "recovery");
  return gaps.flatMap(({ from_us, left_out }) => {
    if (!judged.some(({ startUs, endUs }) => startUs <= from_us && from_us < endUs)) return [];
    return Object.entries(left_out).flatMap(([name, { ended, good }]) => {
      if (ended - good < FEWEST_ERRORS || !tooManyNotGood({ planned: ended, good })) return [];
      const share = formatNumber((100 * (ended - good)) / ended);
      const where = `in the intervals before the break, from ${formatTime(from_us)} of the plan on`;
      return [`${share} % of ${name} that ended ${where}, were not good, and the gap leaves them unjudged`];
    });
  });
}
