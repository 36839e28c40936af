import { type Random, seededRandom } from "../../src/shared/index.ts";
import type { Distribution } from "../../src/statistics/index.ts";

/** Seeded response times (us) of one level, with the percentile that they were drawn from known in closed form. */
export interface SeriesModel {
  readonly name: string;
  readonly about: string;
  /** The true 95th percentile, us. */
  readonly p95Us: number;
  /** Response times by intended start, in order of arrival. */
  draw(random: Random, seconds: number): readonly { readonly atS: number; readonly us: number }[];
}

const RATE_PER_S = 100;
/** -ln 0.05: the 95th percentile of an exponential variable with mean 1. */
const EXPONENTIAL_P95 = -Math.log(0.05);
/** The standard normal's 95th percentile. */
const NORMAL_P95 = 1.6448536269514722;

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Poisson arrivals over the level, each given a response time by `next` (called in order, with the time since the last). */
function along(random: Random, seconds: number, next: (sinceLastS: number, atS: number) => number) {
  const arrivals: { atS: number; us: number }[] = [];
  let atS = 0;
  for (;;) {
    const gapS = random.exponential(1 / RATE_PER_S);
    atS += gapS;
    if (atS >= seconds) return arrivals;
    arrivals.push({ atS, us: next(gapS, atS) });
  }
}

export const INDEPENDENT: SeriesModel = {
  name: "independent",
  about: "exponential response times, each drawn by itself",
  p95Us: 100_000 * EXPONENTIAL_P95,
  draw: (random, seconds) => along(random, seconds, () => random.exponential(100_000)),
};

/**
 * One server with exponential service times, busy the given share of time, already in its stationary state. Response
 * times follow Lindley's recursion R' = max(R - gap, 0) + service; in the long run they are exponential with mean
 * 1 / (m - r), r = 100/s arriving and m = r / busy served.
 */
export function queue(busy: number): SeriesModel {
  const meanServiceUs = (busy / RATE_PER_S) * 1e6;
  const meanUs = meanServiceUs / (1 - busy);
  return {
    name: `queue, ${busy * 100} % busy`,
    about: `one server with exponential service times (M/M/1), busy ${busy * 100} % of the time`,
    p95Us: meanUs * EXPONENTIAL_P95,
    draw: (random, seconds) => {
      let responseUs = random.exponential(meanUs);
      return along(random, seconds, (gapS) => {
        responseUs = Math.max(responseUs - gapS * 1e6, 0) + random.exponential(meanServiceUs);
        return responseUs;
      });
    },
  };
}

/**
 * Lognormal times whose level wanders: ln(us / 100 ms) = 0.4 a + 0.4 z with z new for every arrival and a an
 * autoregression whose correlation falls by e in 5 s. Both are standard normal, so the sum has deviation 0.4 sqrt 2.
 */
export const WANDERING: SeriesModel = {
  name: "wandering, 5 s memory",
  about: "lognormal times whose level follows an autoregression that forgets in 5 s",
  p95Us: 100_000 * Math.exp(0.4 * Math.SQRT2 * NORMAL_P95),
  draw: (random, seconds) => {
    let level = normal(random);
    return along(random, seconds, (gapS) => {
      const kept = Math.exp(-gapS / 5);
      level = kept * level + Math.sqrt(1 - kept * kept) * normal(random);
      return 100_000 * Math.exp(0.4 * level + 0.4 * normal(random));
    });
  },
};

/**
 * Everything waits out stalls of 1 s, which begin 9 s on average after the last has ended. A tenth of the arrivals meet
 * one and wait a uniform share of it, so the 95th percentile is half a stall beside the 10 ms of every request.
 */
export const STALLING: SeriesModel = {
  name: "stalls of 1 s",
  about: "10 ms, but everything stands still for 1 s once in 10 s on average, at random times",
  p95Us: 510_000,
  draw: (random, seconds) => {
    const stallsFrom: number[] = [];
    for (let at = random.exponential(10) - 1; at < seconds; at += 1 + random.exponential(9))
      stallsFrom.push(at);
    return along(random, seconds, (_gap, atS) => {
      const from = stallsFrom.find((start) => start <= atS && atS < start + 1);
      return 10_000 + (from === undefined ? 0 : (from + 1 - atS) * 1e6);
    });
  },
};

/** An arrival's outcome, for the error rate. */
export interface ErrorModel {
  readonly name: string;
  readonly about: string;
  readonly ratio: number;
  draw(random: Random, seconds: number): readonly { readonly atS: number; readonly bad: boolean }[];
}

const ERROR_RATIO = 0.04;

/** Every arrival fails with the same probability, whatever the others do. */
export const SINGLE_ERRORS: ErrorModel = {
  name: "single errors",
  about: "4 % of the arrivals fail, each by itself",
  ratio: ERROR_RATIO,
  draw: (random, seconds) => outcomes(along(random, seconds, () => (random.next() < ERROR_RATIO ? 1 : 0))),
};

/** Bursts begin at random and last `burst` arrivals on average (geometric); half the arrivals of a burst fail. */
export function errorBursts(burst: number): ErrorModel {
  const inBurstShare = 2 * ERROR_RATIO;
  const ends = 1 / burst;
  // In the long run as many bursts begin as end: begins (1 - share) = ends share.
  const begins = (inBurstShare * ends) / (1 - inBurstShare);
  return {
    name: "errors in bursts",
    about: `4 % of the arrivals fail, in bursts of ${burst} arrivals on average of which half fail`,
    ratio: ERROR_RATIO,
    draw: (random, seconds) => {
      let inBurst = random.next() < inBurstShare;
      return outcomes(
        along(random, seconds, () => {
          inBurst = inBurst ? random.next() >= ends : random.next() < begins;
          return inBurst && random.next() < 0.5 ? 1 : 0;
        }),
      );
    },
  };
}

function outcomes(arrivals: readonly { readonly atS: number; readonly us: number }[]) {
  return arrivals.map(({ atS, us }) => ({ atS, bad: us === 1 }));
}

/** Three significant digits, upwards, as a histogram would keep them. */
function cell(us: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(us, 1))) - 10);
  return Math.floor(us / step) * step + step - 1;
}

export function distributionOf(valuesUs: readonly number[]): Distribution {
  const counts = new Map<number, number>();
  for (const us of valuesUs) counts.set(cell(us), (counts.get(cell(us)) ?? 0) + 1);
  const cells = [...counts].sort(([a], [b]) => a - b);
  return { values: cells.map(([value]) => value), counts: cells.map(([, count]) => count), beyond: 0 };
}

/** Cuts a level into its seconds. */
export function bySecond<T extends { readonly atS: number }>(
  arrivals: readonly T[],
  seconds: number,
): readonly T[][] {
  const slices: T[][] = Array.from({ length: seconds }, () => []);
  for (const arrival of arrivals) slices[Math.floor(arrival.atS)]?.push(arrival);
  return slices;
}

export function seriesRandom(model: string, replication: number): Random {
  return seededRandom(20_260_101, model, replication);
}
