/** How a measured value is compared with its limit. */
export type LimitComparison = "<=" | "<" | ">=" | ">";

/** What bounds say about a limit, and the figures it was said by. */
export interface Decision {
  readonly state: "held" | "broken" | "undecided";
  /** One-sided 95 % each; the outermost of the methods used, so that "held" means: the bound on the limit's side lies within. */
  readonly lower: number;
  readonly upper: number;
  readonly observed: number;
  /** Why it is undecided and what would decide it, one clause; empty when decided. */
  readonly why: string;
}

/** Whether a value keeps a limit. NaN keeps none. */
export function keeps(value: number, comparison: LimitComparison, limit: number): boolean {
  switch (comparison) {
    case "<=":
      return value <= limit;
    case "<":
      return value < limit;
    case ">=":
      return value >= limit;
    case ">":
      return value > limit;
  }
}

/** True for limits from above (`<=`, `<`): the upper bound must keep them; else the lower bound. */
export function limitsFromAbove(comparison: LimitComparison): boolean {
  return comparison === "<=" || comparison === "<";
}
