import type { LoadPlan, Phase } from "../../../plan/index.ts";
import type { RunRecord } from "../../../record/index.ts";
import { US_PER_S, type Us } from "../../../shared/index.ts";
import { shortNumber } from "../../amounts.ts";
import { recordedIntervals } from "../../gather.ts";
import type { Size, Spec } from "../chart.ts";
import { plotWidth, textWidth } from "../frame.ts";
import { paintOf } from "../palette.ts";

/** The run's time as an axis: from its origin to the end of its last planned phase, in a unit that keeps the numbers short. */
export interface TimeAxis {
  readonly encoding: Spec;
  /** Shaded levels with their names above, gaps, and where an unfinished record ends. */
  bands(size: Size): readonly Spec[];
  /** A time on this axis. */
  at(us: Us): number;
  /** "12 to 13 s" */
  span(startUs: Us, endUs: Us): string;
}

const UNITS = [
  { name: "s", long: "seconds", us: US_PER_S, upTo: 300 * US_PER_S },
  { name: "min", long: "minutes", us: 60 * US_PER_S, upTo: 18_000 * US_PER_S },
  { name: "h", long: "hours", us: 3600 * US_PER_S, upTo: Number.POSITIVE_INFINITY },
] as const;

export function timeAxis(record: RunRecord): TimeAxis {
  const { plan } = record.header;
  const endUs = plannedEnd(plan);
  const unit = UNITS.find(({ upTo }) => endUs <= upTo) ?? UNITS[2];
  const at = (us: Us): number => us / unit.us;
  return {
    at,
    span: (startUs, endUs) => `${shortNumber(at(startUs))} to ${shortNumber(at(endUs))} ${unit.name}`,
    encoding: {
      field: "t",
      type: "quantitative",
      scale: { domain: [0, at(endUs)], nice: false, zero: false },
      axis: {
        title: `${unit.long} from the start`,
        grid: false,
        labelFlush: true,
        tickCount: 8,
      },
    },
    bands: (size) => [...phaseBands(plan, at, size), ...gapBands(record, at, size), ...recordEnd(record, at)],
  };
}

function plannedEnd(plan: LoadPlan): Us {
  return plan.phases.findLast(({ kind }) => kind !== "drain")?.endUs ?? 0;
}

function phaseBands(plan: LoadPlan, at: (us: Us) => number, size: Size): readonly Spec[] {
  const named = plan.phases.filter(({ kind }) => kind !== "drain" && kind !== "ramp");
  const perUs = plotWidth(size) / plannedEnd(plan);
  const judged = named.filter(({ kind }) => kind !== "warm-up");
  const bands = judged.map((phase) => ({ t: at(phase.startUs), t2: at(phase.endUs) }));
  const names = named.flatMap((phase) => {
    const roomPx = (phase.endUs - phase.startUs) * perUs;
    const text = phaseNames(phase).find((name) => textWidth(name, size) < roomPx);
    return text === undefined ? [] : [{ t: at((phase.startUs + phase.endUs) / 2), text }];
  });
  return [
    {
      data: { values: bands },
      mark: { type: "rect", color: paintOf("ink"), opacity: 0.045 },
      encoding: { x2: { field: "t2" }, y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data: { values: judged.map(({ startUs }) => ({ t: at(startUs) })) },
      mark: { type: "rule", color: paintOf("line") },
      encoding: { y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data: { values: names },
      mark: { type: "text", color: paintOf("muted"), baseline: "bottom" },
      encoding: { y: { value: -6 }, text: { field: "text" } },
    },
  ];
}

/** Where the run stood still until it was resumed. A gap too narrow to be seen is drawn two pixels wide. */
function gapBands({ header, gaps }: RunRecord, at: (us: Us) => number, size: Size): readonly Spec[] {
  if (gaps.length === 0) return [];
  const leastUs = (2 * plannedEnd(header.plan)) / plotWidth(size);
  const values = gaps.map(({ from_us, to_us }) => ({
    t: at(from_us),
    t2: at(Math.max(to_us, from_us + leastUs)),
    text: "gap",
  }));
  return [
    {
      data: { values },
      mark: { type: "rect", color: paintOf("incomplete"), opacity: 0.3 },
      encoding: { x2: { field: "t2" }, y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data: { values: values.map(({ t, t2, text }) => ({ t: (t + t2) / 2, text })) },
      mark: { type: "text", baseline: "top", color: paintOf("muted") },
      encoding: { y: { value: 3 }, text: { field: "text" } },
    },
  ];
}

/** The longest first: the one that fits is written. */
function phaseNames({ kind, x }: Phase): readonly string[] {
  if (kind === "steady") return [`${x}x steady`, `${x}x`];
  return [`${kind} at ${x}x`, kind];
}

function recordEnd(record: RunRecord, at: (us: Us) => number): readonly Spec[] {
  const lastUs = recordedIntervals(record).at(-1)?.endUs ?? 0;
  if (record.footer !== null || lastUs >= plannedEnd(record.header.plan)) return [];
  const values = [{ t: at(lastUs), text: "record ends" }];
  const rightHalf = lastUs > plannedEnd(record.header.plan) / 2;
  return [
    {
      data: { values },
      mark: { type: "rule", color: paintOf("muted"), strokeDash: [2, 3] },
      encoding: { y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data: { values },
      mark: { type: "text", align: rightHalf ? "right" : "left", dx: rightHalf ? -5 : 5, baseline: "top" },
      encoding: { y: { value: 4 }, text: { field: "text" } },
    },
  ];
}
