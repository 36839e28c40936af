import { build, initWebAssemblySync, type WasmHistogram } from "hdr-histogram-js";
import type { Us } from "../shared/index.ts";
import { HIGHEST_US, LOWEST_US, SIGNIFICANT_DIGITS } from "./cells.ts";
import { packHistogram } from "./histogram-frame.ts";

/**
 * An HdrHistogram in WebAssembly (about 50 million values/s). It takes whole values from 1 us to 1 h only: the callers
 * see to that, since beyond its range it aborts or, up to 4294967295 us, counts. Made by {@link takeHistogram} only.
 */
export class Histogram {
  readonly #wasm: WasmHistogram;

  constructor() {
    initWebAssemblySync();
    this.#wasm = build({
      useWebAssembly: true,
      bitBucketSize: 32,
      autoResize: false,
      lowestDiscernibleValue: LOWEST_US,
      highestTrackableValue: HIGHEST_US,
      numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    }) as WasmHistogram;
  }

  record(us: Us): void {
    this.#wasm.recordValue(us);
  }

  /** HdrHistogram V2 compressed, base64. */
  encode(): string {
    return packHistogram(this.#wasm.encode());
  }

  reset(): void {
    this.#wasm.reset();
  }
}

/*
 * WebAssembly frees nothing by itself, and a histogram takes 94 KB: cleared ones wait here for their next use, so there
 * are never more in a thread than were in use at once.
 */
const idle: Histogram[] = [];

/** An empty histogram. */
export function takeHistogram(): Histogram {
  return idle.pop() ?? new Histogram();
}

/** For a histogram that is not used any more. */
export function giveBackHistogram(histogram: Histogram): void {
  histogram.reset();
  idle.push(histogram);
}
