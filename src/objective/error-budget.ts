import type { Ratio } from "../shared/index.ts";
import { clopperPearson, ERROR_SHARE } from "../statistics/index.ts";

/**
 * Arrivals that show an error rate to lie within a limit when not one of them is an error: (1 - limit)^n <= 5 %
 * (2 %: 149, 1 %: 299). Null for a limit of 0, which no number shows.
 */
export function arrivalsWithoutError(limit: Ratio): number | null {
  if (limit <= 0) return null;
  return limit >= 1 ? 1 : Math.ceil(Math.log(ERROR_SHARE) / Math.log1p(-limit));
}

/**
 * Arrivals with which a service at half its limit passes: the fewest n = 2k / limit, k whole errors, of which the upper
 * bound lies within the limit (2 %: 600 with 6 errors, 1 %: 1200 with 6). The limit is above 0.
 */
export function arrivalsWithRoom(limit: Ratio): number {
  for (let errors = 1; ; errors++) {
    const n = Math.ceil((2 * errors) / limit - 1e-9);
    if (clopperPearson(errors, n).upper <= limit) return n;
  }
}

/** The most errors among n arrivals with which the upper bound still lies within the limit; -1 when not even none would do. */
export function mostErrors(n: number, limit: Ratio): number {
  let errors = -1;
  while (errors < n && clopperPearson(errors + 1, n).upper <= limit) errors += 1;
  return errors;
}
