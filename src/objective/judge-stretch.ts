import { basisOf, withService } from "./basis.ts";
import { judgeAsSeen } from "./census.ts";
import type { Judged, Stretch } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import type { LevelView, Objective } from "./objective.ts";
import { signalOf } from "./signal-units.ts";
import { countsOf } from "./stretch.ts";
import { comparableLimit } from "./times.ts";
import { judgeWindows } from "./windows.ts";

/** The same promise on service time; null where it is not one of response times. */
export function onService(objective: Objective): Objective | null {
  const { measure } = objective;
  return basisOf(measure) === "response" ? { ...objective, measure: withService(measure) } : null;
}

/**
 * One promise over one stretch. Nothing planned, or nothing sampled, is `unmeasured`; no figure holds where the level is
 * not steady. A null stretch is one that the record does not reach.
 */
export function judgeStretch(
  objective: Objective,
  stretch: Stretch | null,
  view: LevelView | undefined,
): Judged {
  const unmeasured = (samples: number, note: string): Judged => ({
    state: "unmeasured",
    observed: null,
    bounds: null,
    samples,
    note,
  });
  if (stretch === null || view === undefined || stretch.slices.length === 0) {
    return unmeasured(0, "the record ends before this phase: run it to its end");
  }
  const ofTarget = signalOf(objective.measure) !== null;
  const { planned } = countsOf(stretch);
  if (planned === 0 && !ofTarget) return unmeasured(0, `no arrival of ${stretch.operation} was planned here`);
  const judged = decideStretch(objective, stretch, view);
  if (judged === null)
    return unmeasured(0, "the record has no whole window: run it to its end, and without a gap");
  if (judged.state === "held" && view.phase.kind === "steady" && !stretch.steady) {
    const note = "the level is not steady: what was seen so far does not last";
    return { ...judged, state: "undecided", note };
  }
  if (judged.state === "held" && view.phase.kind === "recovery" && !reachesEnd(stretch, view)) {
    return { ...judged, state: "undecided", note: "the record ends before its recovery phase does" };
  }
  if (judged.observed !== null || judged.state === "undecided") return judged;
  const none = ofTarget ? "it was not measured" : `${planned} planned, none gave a sample to judge`;
  const why = judged.note === "" ? none : judged.note;
  return unmeasured(judged.samples, why);
}

function decideStretch(objective: Objective, stretch: Stretch, { decide }: LevelView): Judged | null {
  const kind = kindOf(objective.measure);
  if (objective.windowUs !== null) return judgeWindows(kind, objective, objective.windowUs, stretch);
  // A recovery is dated by the windows' bounds, whatever decides the rest.
  const byPoint = decide === "point" && kind.phase === "steady";
  if (!kind.partial && !byPoint) return kind.judge(objective, stretch);
  const estimate = kind.estimate(objective, stretch);
  if (estimate.observed === null) {
    return { ...estimate, state: estimate.open === true ? "undecided" : "unmeasured" };
  }
  return byPoint
    ? judgeAsSeen(objective, estimate.limit ?? comparableLimit(objective), estimate)
    : kind.judge(objective, stretch);
}

function reachesEnd({ slices }: Stretch, { phase }: LevelView): boolean {
  return (slices.at(-1)?.endUs ?? 0) >= phase.endUs;
}
