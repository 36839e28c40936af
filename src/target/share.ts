/** An exact share: `part` in `whole`, both integers, so that "2 %" of 50 requests is one and never two. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** `"1/50"`, `"2%"`, `"2.5%"` or `"0.02"`; null when the text is none of these or lies outside (0, 1]. */
export function readShare(text: string): Share | null {
  const fraction = /^(\d+)\/(\d+)$/.exec(text);
  if (fraction) return within({ part: Number(fraction[1]), whole: Number(fraction[2]) });
  const decimal = /^(\d+)(?:\.(\d{1,6}))?(%?)$/.exec(text);
  if (!decimal) return null;
  const [, units = "", places = "", percent = ""] = decimal;
  const whole = 10 ** places.length * (percent === "%" ? 100 : 1);
  return within({ part: Number(units + places), whole });
}

function within(share: Share): Share | null {
  return share.part > 0 && share.part <= share.whole && Number.isSafeInteger(share.whole) ? share : null;
}

/** Picks requests by count, without randomness: after n requests exactly floor(n * share) are due. */
export interface Quota {
  /**
   * Counts one request; true when it is picked. A request that another fault has `claimed` is counted but not picked:
   * the pick carries over to the next request, so that two shares of 2 % are 4 % together.
   */
  picks(claimed: boolean): boolean;
}

export function quotaOf({ part, whole }: Share): Quota {
  let seen = 0;
  let picked = 0;
  return {
    picks: (claimed) => {
      seen += 1;
      if (claimed || Math.floor((seen * part) / whole) <= picked) return false;
      picked += 1;
      return true;
    },
  };
}
