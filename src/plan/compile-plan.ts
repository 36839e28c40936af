import { US_PER_S, type Us } from "../shared/index.ts";
import { checkPlanInput } from "./check-plan-input.ts";
import { intervalWidthUs, unstatedWidthUs } from "./intervals.ts";
import type {
  ArrivalProcess,
  LoadPlan,
  Phase,
  PhaseKind,
  PlannedOperation,
  PlannedProbe,
  Workload,
} from "./load-plan.ts";

export interface PlanInput {
  readonly profile: string;
  readonly workload: Workload;
  readonly arrivals: ArrivalProcess;
  readonly seed: number;
  /** 1x: `rate` in arrivals/s is read for open workloads, `users` for closed ones. */
  readonly expected: {
    readonly rate?: number | null;
    readonly users?: number | null;
    readonly source: string;
  };
  /** In the order they are driven. */
  readonly levels: readonly { readonly x: number; readonly steadyUs: Us }[];
  /** At 1x; 0 leaves it out. Default 10 s. */
  readonly warmUpUs?: Us;
  /** Length of each ramp; 0 leaves them out. Default 3 s. */
  readonly rampUs?: Us;
  /** At 1x, after the last level of a plan that goes above 1x; 0 leaves it out. Default 10 s. */
  readonly recoveryUs?: Us;
  readonly operations: readonly PlannedOperation[];
  readonly probes: readonly PlannedProbe[];
}

const WARM_UP_US: Us = 10 * US_PER_S;
const RAMP_US: Us = 3 * US_PER_S;
const RECOVERY_US: Us = 10 * US_PER_S;

/**
 * Lays the phases end to end: warm-up at 1x, each level behind its ramp, recovery at 1x when a level lies above 1x, and a
 * drain as long as the longest timeout. A single level at 1x has no ramp; the load falls into recovery at once, since
 * coming back from the last level is what recovery measures. SloError `bad_plan` lists every problem of the input.
 */
export function compilePlan(input: PlanInput): LoadPlan {
  checkPlanInput(input);
  const { profile, workload, arrivals, seed, levels, operations, probes } = input;
  const { warmUpUs = WARM_UP_US, rampUs = RAMP_US, recoveryUs = RECOVERY_US } = input;
  const rate = input.expected.rate ?? null;
  const users = input.expected.users ?? null;
  const load = (workload === "open" ? rate : users) ?? 0;

  const phases: Phase[] = [];
  const lay = (kind: PhaseKind, x: number, lengthUs: Us, fromX: number, toX: number): void => {
    if (lengthUs === 0) return;
    const startUs = phases.at(-1)?.endUs ?? 0;
    const [from, to] = [load * fromX, load * toX];
    const widthUs = intervalWidthUs(lengthUs);
    // Stated only where it is not understood, so that the digest of a plan without long phases stays what it was.
    const width = kind === "drain" || widthUs === unstatedWidthUs(lengthUs) ? {} : { intervalUs: widthUs };
    phases.push({
      index: phases.length,
      kind,
      x,
      startUs,
      endUs: startUs + lengthUs,
      from,
      to,
      ...width,
    });
  };

  lay("warm-up", 1, warmUpUs, 1, 1);
  let before = 1;
  for (const { x, steadyUs } of levels) {
    if (levels.length > 1 || x !== before) lay("ramp", x, rampUs, before, x);
    lay("steady", x, steadyUs, x, x);
    before = x;
  }
  if (levels.some(({ x }) => x > 1)) lay("recovery", 1, recoveryUs, 1, 1);
  const longestUs = Math.max(...[...operations, ...probes].map(({ timeoutUs }) => timeoutUs));
  lay("drain", phases.at(-1)?.x ?? 1, longestUs, 0, 0);

  return {
    schema: "slo/plan/v1",
    profile,
    workload,
    arrivals,
    seed,
    expected: { rate, users, source: input.expected.source },
    phases,
    operations: operations.map(({ name, kind, weight, timeoutUs }) => ({ name, kind, weight, timeoutUs })),
    probes: probes.map(({ name, ratePerSec, timeoutUs }) => ({ name, ratePerSec, timeoutUs })),
  };
}
