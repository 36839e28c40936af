import { type Ratio, US_PER_S, type Us } from "../shared/index.ts";
import type { Stretch } from "./kind.ts";

const MINUTE_US: Us = 60 * US_PER_S;
const HOUR_US: Us = 60 * MINUTE_US;

/** Two windows that end together: errors in the long one matter, and the short one tells that they go on. */
export interface BurnPair {
  readonly longUs: Us;
  readonly shortUs: Us;
  /** Times as fast as the budget would last for its period. */
  readonly burn: number;
}

/**
 * The pairs of a budget's period: 2 % of the budget within 1 h, and 5 % within 6 h, each seen in a twelfth of the time
 * too. Over 30 days of 720 h that is 0.02 x 720 / 1 = 14.4 and 0.05 x 720 / 6 = 6 times as fast as it lasts. (Google,
 * The Site Reliability Workbook, chapter 5, table 5-8; its third pair, 10 % in 3 days, is longer than a soak.)
 */
export function burnPairs(periodUs: Us): readonly BurnPair[] {
  return [
    { longUs: HOUR_US, shortUs: 5 * MINUTE_US, burn: (0.02 * periodUs) / HOUR_US },
    { longUs: 6 * HOUR_US, shortUs: 30 * MINUTE_US, burn: (0.05 * periodUs) / (6 * HOUR_US) },
  ];
}

/** What a pair burned where it burned fastest. Times from the start of the level. */
export interface PairBurn {
  readonly pair: BurnPair;
  /** The slower of the two: both must burn. */
  readonly burn: number;
  readonly longBurn: number;
  readonly shortBurn: number;
  readonly fromUs: Us;
  readonly toUs: Us;
}

/**
 * Slides a pair over a level, interval by interval, and finds where both its windows burn fastest. A window is the fewest
 * intervals that last as long; one that spans a gap is none, and of those with fewer than `floor` planned arrivals only
 * the fewest arrivals are told.
 */
export function fastestBurn(
  { slices }: Pick<Stretch, "slices">,
  pair: BurnPair,
  budget: Ratio,
  floor: number,
): { readonly fastest: PairBurn | null; readonly fewest: number | null } {
  const sums = [{ planned: 0, good: 0 }];
  for (const { cell } of slices) {
    const last = sums.at(-1) ?? { planned: 0, good: 0 };
    sums.push({
      planned: last.planned + (cell?.counts.planned ?? 0),
      good: last.good + (cell?.counts.good ?? 0),
    });
  }
  const between = (from: number, to: number): { readonly planned: number; readonly burn: number } => {
    const planned = (sums[to]?.planned ?? 0) - (sums[from]?.planned ?? 0);
    const good = (sums[to]?.good ?? 0) - (sums[from]?.good ?? 0);
    return { planned, burn: planned === 0 ? 0 : (planned - good) / planned / budget };
  };
  const originUs = slices[0]?.startUs ?? 0;
  let fastest: PairBurn | null = null;
  let fewest: number | null = null;
  let since = 0;
  let long = 0;
  let short = 0;
  slices.forEach(({ startUs, endUs }, at) => {
    // Behind a gap every window begins anew.
    if (at > 0 && slices[at - 1]?.endUs !== startUs) since = long = short = at;
    while (long < at && endUs - (slices[long + 1]?.startUs ?? 0) >= pair.longUs) long += 1;
    while (short < at && endUs - (slices[short + 1]?.startUs ?? 0) >= pair.shortUs) short += 1;
    if (endUs - (slices[since]?.startUs ?? 0) < pair.longUs) return;
    const inLong = between(long, at + 1);
    const inShort = between(short, at + 1);
    fewest = Math.min(fewest ?? inLong.planned, inLong.planned);
    if (inLong.planned < floor) return;
    const burn = Math.min(inLong.burn, inShort.burn);
    if (fastest !== null && burn <= fastest.burn) return;
    const fromUs = (slices[long]?.startUs ?? 0) - originUs;
    fastest = { pair, burn, longBurn: inLong.burn, shortBurn: inShort.burn, fromUs, toUs: endUs - originUs };
  });
  return { fastest, fewest };
}
