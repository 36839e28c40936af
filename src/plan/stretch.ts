import { US_PER_S, type Us } from "../shared/index.ts";
import type { LoadPlan, Phase } from "./load-plan.ts";

/** One phase of one stream: a rate that runs linearly from its start to its end, and how many arrivals it brings. */
export interface Stretch {
  readonly phase: number;
  readonly startUs: Us;
  readonly endUs: Us;
  /** Arrivals per microsecond at the start. */
  readonly ratePerUs: number;
  /** Its change per microsecond. */
  readonly slope: number;
  /** The integral of the stream's rate from the run's origin to the start and to the end: arrivals expected by then. */
  readonly startMass: number;
  readonly endMass: number;
}

/** The stretches of the operations' stream. */
export function loadStretches(plan: LoadPlan): readonly Stretch[] {
  return stretchesOf(plan, ({ from, to }) => [from, to]);
}

/** The stretches of a probe: the same rate in every phase. */
export function probeStretches(plan: LoadPlan, ratePerSec: number): readonly Stretch[] {
  return stretchesOf(plan, () => [ratePerSec, ratePerSec]);
}

function stretchesOf(plan: LoadPlan, rates: (phase: Phase) => readonly [number, number]): readonly Stretch[] {
  let mass = 0;
  return plan.phases
    .filter(({ kind }) => kind !== "drain")
    .map((phase) => {
      const { index, startUs, endUs } = phase;
      const [from, to] = rates(phase);
      const startMass = mass;
      mass = snap(mass + ((from + to) / 2) * ((endUs - startUs) / US_PER_S));
      const slope = (to - from) / US_PER_S / (endUs - startUs);
      return { phase: index, startUs, endUs, ratePerUs: from / US_PER_S, slope, startMass, endMass: mass };
    });
}

/** A sum within a millionth of a whole number is that number, so that 0.1/s for 30 s is 3 arrivals, not 3.0000000000000004. */
function snap(mass: number): number {
  const whole = Math.round(mass);
  return Math.abs(mass - whole) < 1e-6 ? whole : mass;
}

/**
 * When the stream's integral reaches `mass`, startMass <= mass < endMass, as an integer in [startUs, endUs).
 *
 * With the rate r + s t at time t into the stretch, the arrivals since its start are A(t) = r t + s t^2 / 2. Solving
 * A(t) = a for t by the quadratic formula gives t = (sqrt(r^2 + 2 s a) - r) / s, which loses digits as s goes to 0;
 * multiplying above and below by sqrt(r^2 + 2 s a) + r gives t = 2 a / (r + sqrt(r^2 + 2 s a)), which at s = 0 is a / r.
 * The root is real up to rounding: r^2 + 2 s a is the square of the rate at t.
 */
export function timeOfMass(stretch: Stretch, mass: number): Us {
  const { startUs, endUs, ratePerUs: r, slope: s } = stretch;
  const a = mass - stretch.startMass;
  if (a <= 0) return startUs;
  const us = (2 * a) / (r + Math.sqrt(Math.max(0, r * r + 2 * s * a)));
  return Math.min(startUs + Math.round(us), endUs - 1);
}

/** The stream's integral at a time of the stretch: what {@link timeOfMass} inverts. */
export function massAt({ startUs, startMass, ratePerUs, slope }: Stretch, us: Us): number {
  const t = us - startUs;
  return startMass + ratePerUs * t + (slope * t * t) / 2;
}
