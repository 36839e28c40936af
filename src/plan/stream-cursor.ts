import { seededRandom, type Us } from "../shared/index.ts";
import type { ArrivalProcess } from "./load-plan.ts";
import { type Stretch, timeOfMass } from "./stretch.ts";

/**
 * Walks one stream's arrivals in order. An arrival stands where the integral of the rate reaches its mass: uniform
 * arrivals at 0, 1, 2, ...; Poisson arrivals at the running sums of exponential draws with mean 1, which makes any
 * rate's arrivals a Poisson process (time change of the unit process).
 */
export class StreamCursor {
  /** The current arrival; Infinity when there is none left. */
  us: Us = 0;
  seq = -1;
  phase = 0;
  readonly #stretches: readonly Stretch[];
  readonly #nextMass: () => number;
  #at = 0;

  constructor(stretches: readonly Stretch[], nextMass: () => number) {
    this.#stretches = stretches;
    this.#nextMass = nextMass;
    this.advance();
  }

  advance(): void {
    const mass = this.#nextMass();
    let stretch = this.#stretches[this.#at];
    while (stretch !== undefined && mass >= stretch.endMass) stretch = this.#stretches[++this.#at];
    this.seq += 1;
    if (stretch === undefined) {
      this.us = Number.POSITIVE_INFINITY;
      return;
    }
    this.us = timeOfMass(stretch, mass);
    this.phase = stretch.phase;
  }
}

/** Moves a stream on to its first arrival at or after a time. */
export function skipTo(cursor: StreamCursor, us: Us): void {
  while (cursor.us < us) cursor.advance();
}

/** The masses of a process, one a call. */
export function massesOf(process: ArrivalProcess, seed: number): () => number {
  let mass = process === "uniform" ? -1 : 0;
  if (process === "uniform") return () => ++mass;
  const random = seededRandom(seed, "arrivals", 0);
  return () => (mass += random.exponential(1));
}
