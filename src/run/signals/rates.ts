import { US_PER_S, type Us } from "../../shared/index.ts";

/** Increases per second of counters between two readings. */
export interface Rates {
  /** Null at the first reading, at one in no time, and where the counter fell: it was started anew. */
  next(name: string, value: number, nowUs: Us): number | null;
}

export function createRates(): Rates {
  const before = new Map<string, { readonly value: number; readonly atUs: Us }>();
  return {
    next(name, value, nowUs) {
      const last = before.get(name);
      before.set(name, { value, atUs: nowUs });
      if (last === undefined || nowUs <= last.atUs || value < last.value) return null;
      return (value - last.value) / ((nowUs - last.atUs) / US_PER_S);
    },
  };
}
