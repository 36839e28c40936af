/**
 * A decoded histogram: only the cells that hold something. `valuesUs` are the highest values equivalent at 3 significant
 * digits (HdrHistogram's), ascending; `counts` run beside them.
 */
export interface Tally {
  readonly valuesUs: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}
