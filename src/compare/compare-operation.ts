import type { Counts } from "../measure/index.ts";
import { seededRandom } from "../shared/index.ts";
import {
  type Bounds,
  bootstrapDifferenceBounds,
  clopperPearson,
  differenceOf,
  pairedBounds,
  quantile,
  resampledQuantileOf,
  resampledRatioOf,
  samplesNeeded,
  total,
} from "../statistics/index.ts";
import { type Agreement, agreementOf, exactAgreement, outermost } from "./agreement.ts";
import { type Basis, countsOf, hasTimes, pooled, type Slices, timesIn } from "./slices.ts";
import { RATIO_TOLERANCE, type Tolerance, timeTolerance } from "./tolerance.ts";

/** The percentiles that are compared. */
export const PERCENTILES = [0.5, 0.9, 0.95, 0.99] as const;

/** One operation at one level, as two engines saw it. */
export interface ComparedOperation {
  readonly name: string;
  readonly kind: "operation" | "probe";
  /** Over all rounds, in the order of the engines. */
  readonly counts: readonly [Counts, Counts];
  readonly errorRate: Agreement;
  readonly delivered: Agreement;
  /** By what both measured: response and service time, or service time alone. */
  readonly times: readonly { readonly basis: Basis; readonly percentiles: readonly Agreement[] }[];
}

/** An operation's slices in each round, of the first and of the second engine. */
export type Sides = readonly [readonly Slices[], readonly Slices[]];

/** Compares one operation at one level. `seed` and `key` make its resamples its own. */
export function compareOperation(
  { name, kind }: Pick<ComparedOperation, "name" | "kind">,
  sides: Sides,
  tolerance: Tolerance,
  { seed, key }: { readonly seed: number; readonly key: string },
): ComparedOperation {
  const seedOf = (what: string): number => seededRandom(seed, `crosscheck ${key} ${what}`, 0).int(2 ** 32);
  const bases = (["response", "service"] as const).filter((basis) =>
    sides.every((rounds) => rounds.some((slices) => hasTimes(slices, basis))),
  );
  return {
    name,
    kind,
    counts: [countsOf(sides[0].flat()), countsOf(sides[1].flat())],
    errorRate: compareErrors(sides, seedOf("errors")),
    delivered: compareDelivered(sides),
    times: bases.map((basis) => ({
      basis,
      percentiles: PERCENTILES.map((p) =>
        comparePercentile(sides, basis, p, tolerance, seedOf(`${basis} ${p}`)),
      ),
    })),
  };
}

/**
 * Two sources of chance, two methods, and their outermost bounds: the block bootstrap of the pooled rounds knows how
 * intervals of a run scatter and hang together; Student's t over the differences of the rounds knows how whole runs
 * scatter (a target started anew, a machine that does other things), which interleaving turns into pairs.
 */
function comparePercentile(
  sides: Sides,
  basis: Basis,
  p: number,
  tolerance: Tolerance,
  seed: number,
): Agreement {
  const rounds = sides.map((runs) => runs.map((slices) => slices.map((cell) => timesIn(cell, basis))));
  const [first = [], second = []] = rounds;
  const [a, b] = [pooled(first.flat()), pooled(second.flat())];
  const bounds = outermost([
    bootstrapDifferenceBounds(resampledQuantileOf(first, p), resampledQuantileOf(second, p), seed),
    pairedBounds(paired(first, second, (intervals) => quantile(pooled(intervals), p))),
  ]);
  const figures = [quantile(a, p), quantile(b, p)] as const;
  const samples = [total(a), total(b)] as const;
  const needed = samplesNeeded(p);
  const least = Math.min(...samples);
  return agreementOf(
    {
      what: `p${p * 100}`,
      unit: "us",
      first: figures[0],
      second: figures[1],
      tolerance: timeTolerance(tolerance, figures[0]),
      samples,
    },
    bounds,
    least < needed ? `needs ${needed} samples of each engine, has ${least}` : "",
  );
}

/** As percentiles, and by exact bounds of both ratios besides, so that few arrivals without an error prove little. */
function compareErrors([first, second]: Sides, seed: number): Agreement {
  const units = (runs: readonly Slices[]) =>
    runs.map((slices) =>
      slices.map((cell) => ({
        part: (cell?.counts.planned ?? 0) - (cell?.counts.good ?? 0),
        whole: cell?.counts.planned ?? 0,
      })),
    );
  const ratio = (slices: Slices): number => {
    const { planned, good } = countsOf(slices);
    return planned === 0 ? Number.NaN : (planned - good) / planned;
  };
  const [a, b] = [countsOf(first.flat()), countsOf(second.flat())];
  const exact = [a, b].map(({ planned, good }) => clopperPearson(planned - good, planned));
  const bounds = outermost([
    bootstrapDifferenceBounds(resampledRatioOf(units(first)), resampledRatioOf(units(second)), seed),
    pairedBounds(paired(first, second, ratio)),
    apart(exact[0], exact[1]),
  ]);
  return agreementOf(
    {
      what: "error_rate",
      unit: "ratio",
      first: ratio(first.flat()),
      second: ratio(second.flat()),
      tolerance: RATIO_TOLERANCE,
      samples: [a.planned, b.planned],
    },
    bounds,
    Math.min(a.planned, b.planned) === 0 ? "nothing was planned" : "",
  );
}

/** The least and the most by which two bounded ratios can differ. */
function apart(first: Bounds | undefined, second: Bounds | undefined): Bounds | null {
  if (first === undefined || second === undefined) return null;
  return { lower: second.lower - first.upper, upper: second.upper - first.lower };
}

/** What was sent of what was planned: a census. */
function compareDelivered([first, second]: Sides): Agreement {
  const [a, b] = [countsOf(first.flat()), countsOf(second.flat())];
  const share = ({ released, planned }: Counts): number => (planned === 0 ? Number.NaN : released / planned);
  return exactAgreement({
    what: "delivered",
    unit: "ratio",
    first: share(a),
    second: share(b),
    tolerance: RATIO_TOLERANCE,
    samples: [a.planned, b.planned],
  });
}

/** The difference in each round. */
function paired<T>(first: readonly T[], second: readonly T[], figure: (run: T) => number): readonly number[] {
  return first.flatMap((run, round) => {
    const other = second[round];
    return other === undefined ? [] : [differenceOf(figure(run), figure(other))];
  });
}
