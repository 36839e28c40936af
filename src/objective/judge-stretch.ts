import { judgeAsSeen } from "./census.ts";
import type { Judged, Stretch } from "./kind.ts";
import { kindOf } from "./kinds.ts";
import type { LevelView, Objective } from "./objective.ts";
import { countsOf } from "./stretch.ts";
import { comparableLimit } from "./times.ts";
import { judgeWindows } from "./windows.ts";

/** The same promise on service time; null where it is not one of response times. */
export function onService(objective: Objective): Objective | null {
  const { measure } = objective;
  if (!("basis" in measure) || measure.basis === "service") return null;
  return { ...objective, measure: { ...measure, basis: "service" } };
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
  const { planned } = countsOf(stretch);
  if (planned === 0) return unmeasured(0, `no arrival of ${stretch.operation} was planned here`);
  const judged = decideStretch(objective, stretch, view);
  if (judged === null) return unmeasured(0, "the record ends before a whole window: run it to its end");
  if (judged.state === "held" && view.phase.kind === "steady" && !stretch.steady) {
    const note = "the level is not steady: what was seen so far does not last";
    return { ...judged, state: "undecided", note };
  }
  if (judged.state === "held" && view.phase.kind === "recovery" && !reachesEnd(stretch, view)) {
    return { ...judged, state: "undecided", note: "the record ends before its recovery phase does" };
  }
  if (judged.observed !== null || judged.state === "undecided") return judged;
  const why = judged.note === "" ? `${planned} planned, none gave a sample to judge` : judged.note;
  return unmeasured(judged.samples, why);
}

function decideStretch(objective: Objective, stretch: Stretch, { decide }: LevelView): Judged | null {
  const kind = kindOf(objective.measure);
  if (objective.windowUs !== null) return judgeWindows(kind, objective, objective.windowUs, stretch);
  const estimate = kind.estimate(objective, stretch);
  if (estimate.observed === null) return { ...estimate, state: "unmeasured" };
  // A recovery is dated by the windows' bounds, whatever decides the rest.
  return decide === "point" && kind.phase === "steady"
    ? judgeAsSeen(objective, comparableLimit(objective), estimate)
    : kind.judge(objective, stretch);
}

function reachesEnd({ slices }: Stretch, { phase }: LevelView): boolean {
  return (slices.at(-1)?.endUs ?? 0) >= phase.endUs;
}
