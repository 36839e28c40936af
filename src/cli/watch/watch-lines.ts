import { formatNumber, formatObserved } from "../../objective/index.ts";
import type { Judgement, OperationProgress, RunProgress } from "../../run/index.ts";
import { US_PER_S } from "../../shared/index.ts";
import { table } from "../table.ts";

/** What is known of a run from outside. */
export type RunState = "running" | "killed" | "silent" | "ended";

/** Everything that one look shows. */
export interface Look {
  readonly runId: string;
  readonly state: RunState;
  /** Since the record last grew. */
  readonly quietSeconds: number;
  readonly progress: RunProgress;
  /** The record judged so far, a moment ago; null before the first time. */
  readonly judged: Judgement | null;
  readonly gaps: number;
}

const STATE_TEXT: Readonly<Record<RunState, (quietSeconds: number) => string>> = {
  running: () => "running",
  killed: () => "killed: nobody drives it any more",
  silent: (quietSeconds) => `silent: no line for ${Math.round(quietSeconds)} s`,
  ended: () => "ended",
};

/** One line, for a log: `running, steady 1x, 3 h 12 min of 24 h, 20 h 48 min left; recall 20/s p95 12.1 ms ...; promises: 9 held, 1 broken`. */
export function logLine(look: Look): string {
  const operations = look.progress.operations.map((one) => {
    const { name, achievedPerSec, p95Ms, notGoodRatio } = one;
    return `${name} ${rate(achievedPerSec)} p95 ${ms(p95Ms)} not good ${percent(notGoodRatio)}`;
  });
  const promises = tally(look);
  return [headOf(look), ...operations, ...(promises === "" ? [] : [`promises: ${promises}`])].join("; ");
}

/** Several lines, for a terminal. */
export function panel(look: Look, width: number): readonly string[] {
  const { progress, judged } = look;
  const rows = progress.operations.map((one) => rowOf(one));
  const over =
    progress.overSeconds === 0 ? "no whole interval yet" : `the last ${duration(progress.overSeconds)}`;
  const promises =
    judged === null
      ? []
      : judged.verdict.findings
          .filter(({ state }) => state !== "not_in_plan")
          .map(({ objective, operation, x, state, observed }) => [
            `${objective.that}${objective.operation === operation ? "" : ` (${operation})`}`,
            x === null ? "" : `${x}x`,
            formatObserved(objective, observed),
            state,
          ]);
  const text = [
    look.runId,
    headOf(look),
    "",
    table([over, "offered", "achieved", "p50", "p95", "p99", "not good"], rows),
    ...(promises.length === 0 ? [] : ["", table(["promises so far", "at", "observed", "state"], promises)]),
    "",
  ].join("\n");
  return text.split("\n").map((line) => line.slice(0, Math.max(20, width - 1)));
}

function headOf({ state, quietSeconds, progress, gaps }: Look): string {
  const { phase, elapsedSeconds, leftSeconds } = progress;
  const where =
    phase === null ? "past its plan" : phase.kind === "drain" ? "drain" : `${phase.kind} ${phase.x}x`;
  const resumed = gaps === 0 ? "" : `, ${gaps} gap${gaps === 1 ? "" : "s"}`;
  return `${STATE_TEXT[state](quietSeconds)}, ${where}, ${duration(elapsedSeconds)} of ${duration(elapsedSeconds + leftSeconds)}, ${duration(leftSeconds)} left${resumed}`;
}

function rowOf(one: OperationProgress): readonly string[] {
  const { name, offeredPerSec, achievedPerSec, p50Ms, p95Ms, p99Ms, notGoodRatio } = one;
  return [
    name,
    rate(offeredPerSec),
    rate(achievedPerSec),
    ms(p50Ms),
    ms(p95Ms),
    ms(p99Ms),
    percent(notGoodRatio),
  ];
}

/** "9 held, 1 broken". */
function tally({ judged }: Look): string {
  const counts = new Map<string, number>();
  for (const { state } of judged?.verdict.findings ?? []) {
    if (state !== "not_in_plan") counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
}

function rate(perSec: number): string {
  return `${formatNumber(perSec, 3)}/s`;
}

function ms(value: number | null): string {
  if (value === null) return "-";
  return Number.isFinite(value) ? `${formatNumber(value, 3)} ms` : "beyond";
}

function percent(ratio: number | null): string {
  return ratio === null ? "-" : `${formatNumber(ratio * 100, 3)} %`;
}

/** "45 s", "12 min 5 s", "3 h 12 min": two units at most. */
function duration(seconds: number): string {
  const whole = Math.round(seconds * US_PER_S) / US_PER_S;
  if (whole < 60) return `${formatNumber(whole, 3)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return pair(minutes, "min", Math.floor(whole % 60), "s");
  return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
