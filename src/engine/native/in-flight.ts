/** The memory in which all workers of a run count their open arrivals together: one word. */
export type InFlightCount = Int32Array<SharedArrayBuffer>;

export function createInFlightCount(): InFlightCount {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Takes a place among the open arrivals; false, and nothing taken, when `cap` of them are open. */
export function enter(count: InFlightCount, cap: number): boolean {
  for (let open = Atomics.load(count, 0); open < cap; ) {
    const seen = Atomics.compareExchange(count, 0, open, open + 1);
    if (seen === open) return true;
    open = seen;
  }
  return false;
}

/** Gives a place back. */
export function leave(count: InFlightCount): void {
  Atomics.sub(count, 0, 1);
}
