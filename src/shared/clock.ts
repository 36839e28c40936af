import type { Us } from "./units.ts";

/** Time comes in as an argument. `monotonicUs` never jumps and is shared by all threads of a process. */
export interface Clock {
  monotonicUs(): Us;
  /** Milliseconds since the Unix epoch, for names and headers only; never for a measurement. */
  wallMs(): number;
}
