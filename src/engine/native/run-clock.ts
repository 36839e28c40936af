import type { Us } from "../../shared/index.ts";
import type { Now } from "./thread-clock.ts";

/** Time since the run's origin, which becomes known when all workers are ready. Before that it is negative and means nothing. */
export interface RunClock {
  readonly sinceOrigin: Now;
  begin(originUs: Us): void;
  /** A time of the run on the machine's monotonic clock. */
  onMachine(runUs: Us): Us;
}

export function createRunClock(machine: Now): RunClock {
  let originUs: Us = Number.MAX_SAFE_INTEGER;
  return {
    sinceOrigin: () => machine() - originUs,
    begin(us) {
      originUs = us;
    },
    onMachine: (runUs) => originUs + runUs,
  };
}
