import type { RunRecord } from "../record/index.ts";
import type { Verdict } from "../verdict/index.ts";

/** One run of a crosscheck: an ordinary record with its verdict. */
export interface ComparedRun {
  /** Which of the two engines it is, as the reader knows it: `native`, `k6`, or `native#2` against itself. */
  readonly label: string;
  /** From 1. */
  readonly round: number;
  readonly record: RunRecord;
  readonly verdict: Verdict;
}

/** The runs of one engine, in the order of their rounds. */
export interface Side {
  readonly label: string;
  readonly name: string;
  readonly version: string;
  readonly runs: readonly RunRecord[];
}

/** The two engines in the order of their first run. RangeError unless there are two of them with as many runs each. */
export function sidesOf(runs: readonly ComparedRun[]): readonly [Side, Side] {
  const labels = [...new Set(runs.map(({ label }) => label))];
  const sides = labels.map((label): Side => {
    const own = runs.filter((run) => run.label === label).sort((a, b) => a.round - b.round);
    const engine = own[0]?.record.header.engine ?? { name: "", version: "" };
    return { label, name: engine.name, version: engine.version, runs: own.map(({ record }) => record) };
  });
  const [first, second, ...more] = sides;
  if (
    first === undefined ||
    second === undefined ||
    more.length > 0 ||
    first.runs.length !== second.runs.length
  ) {
    throw new RangeError(
      `a crosscheck compares two engines round by round, not ${labels.join(", ") || "nothing"}`,
    );
  }
  return [first, second];
}

/** Why a run's measurements cannot be compared; null when they can. Whether it keeps its promises does not matter here. */
export function unsoundness({ verdict }: ComparedRun): string | null {
  if (verdict.kind === "incomplete") return verdict.reasons[0] ?? "it is incomplete";
  const broken = verdict.validity.find(({ role, holds }) => role === "unsound" && holds === false);
  if (broken !== undefined) return `${broken.check}${broken.detail === "" ? "" : `: ${broken.detail}`}`;
  return verdict.kind === "invalid" ? (verdict.reasons[0] ?? "it is invalid") : null;
}
