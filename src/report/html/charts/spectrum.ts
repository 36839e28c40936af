import { levelsOf, type Phase, recoveryOf } from "../../../plan/index.ts";
import type { RunRecord } from "../../../record/index.ts";
import type { Ms } from "../../../shared/index.ts";
import { type Distribution, quantile, total } from "../../../statistics/index.ts";
import { figureText, toMs } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { type Basis, gather, inPhase, recordedIntervals, timesOf } from "../../gather.ts";
import { type Tracked, trackedOf } from "../../operations.ts";
import { plainLine } from "../../plain-text.ts";
import type { Chart, LegendEntry, Size, Spec } from "../chart.ts";
import { plotWidth, textWidth } from "../frame.ts";
import { paintOf, type Token } from "../palette.ts";
import { type PercentileLimit, percentileLimits } from "./limits.ts";
import { logTimeAxis } from "./log-axis.ts";
import { lineLayer, triangleLayer } from "./marks.ts";
import type { Point } from "./thin.ts";

/** Points a decade of 1/(1-p), up to p99.99. */
const STEPS = 32;
const DECADES = 4;

/** One distribution by percentile. */
export interface Line {
  readonly token: Token;
  readonly level: string;
  readonly basis: Basis;
  readonly points: readonly (Point & { readonly tip: string })[];
  /** Where the line leaves the axis for what is beyond the timeout. */
  readonly leaves: Point | null;
}

/** A chart for every operation and probe: its whole distribution at each level, response time beside service time. */
export function spectra(report: Report): readonly Chart[] {
  return trackedOf(report.record)
    .filter(({ kind }) => kind !== "step")
    .flatMap((tracked, i) => chartOf(report, tracked, `spectrum-${i}`));
}

function chartOf({ record, verdict }: Report, tracked: Tracked, id: string): readonly Chart[] {
  const lines = levelPaints(record).flatMap(({ phase, token, level }) =>
    linesOf(record, tracked, phase, token, level),
  );
  const values = lines.flatMap(({ points }) => points.map(({ v }) => v ?? Number.NaN));
  if (values.length === 0) return [];
  const basis = tracked.hasResponseTime ? "response" : "service";
  const limits = percentileLimits(verdict.findings, record.header.plan, tracked.name, basis);
  const marks = limits.filter(({ text }, i) => limits.findIndex((other) => other.text === text) === i);
  const leaves = lines.flatMap((line) => line.leaves ?? []);
  const name = plainLine(tracked.name);
  const levels = lines.filter((line, i) => lines.findIndex(({ level }) => level === line.level) === i);
  return [
    {
      id,
      title: `${name}: percentile spectrum`,
      label: `${name}: ${tracked.hasResponseTime ? "response and service" : "service"} time by percentile, up to p99.99, at each level`,
      note: `Read: so many per cent of the good responses took at most so long. A line ends where the samples end${leaves.length > 0 ? ", or at a triangle where the rest lies beyond the timeout" : ""}. ${tracked.hasResponseTime ? "Response time above service time is waiting before the request could be sent." : ""}`,
      legend: [
        ...levels.map(({ level, token }): LegendEntry => ({ text: level, token, shape: "square" })),
        ...(tracked.hasResponseTime ? [{ text: "response time", token: "ink", shape: "line" } as const] : []),
        { text: "service time", token: "ink", shape: tracked.hasResponseTime ? "dashed" : "line" },
        ...(marks.length > 0 ? [{ text: "limit", token: "limit", shape: "down" } as const] : []),
      ],
      heightPx: 240,
      span: "half",
      draw: (size) => ({
        x: percentileAxis(size),
        y: logTimeAxis([...values, ...leaves.map(({ v }) => v ?? 0), ...marks.map(({ limitMs }) => limitMs)]),
        layer: [
          ...lines.map(({ points, token, basis: own }) =>
            lineLayer(
              points.map(({ t, v }) => ({ t, v })),
              token,
              own === "service" && tracked.hasResponseTime ? { strokeDash: [3, 3], strokeWidth: 1.4 } : {},
            ),
          ),
          triangleLayer(leaves, "timeout", "up"),
          ...limitMarks(marks, size),
          tipPoints(size, lines),
        ],
      }),
    },
  ];
}

/** Levels in the plan's order take the four level paints in turn; the recovery has its own. */
function levelPaints(
  record: RunRecord,
): readonly { readonly phase: Phase; readonly token: Token; readonly level: string }[] {
  const { plan } = record.header;
  const tokens = ["level1", "level2", "level3", "level4"] as const;
  const recovery = recoveryOf(plan);
  return [
    ...levelsOf(plan).map((phase, i) => ({
      phase,
      token: tokens[i % tokens.length] ?? "level1",
      level: `${phase.x}x`,
    })),
    ...(recovery === null
      ? []
      : [{ phase: recovery, token: "recovery" as const, level: `recovery at ${recovery.x}x` }]),
  ];
}

function linesOf(
  record: RunRecord,
  tracked: Tracked,
  phase: Phase,
  token: Token,
  level: string,
): readonly Line[] {
  const found = gather(record, inPhase(recordedIntervals(record), phase), [tracked.name]);
  const timeoutMs = toMs(tracked.timeoutUs);
  const line = (basis: Basis, d: Distribution): Line => ({
    token,
    level,
    basis,
    ...curve(d, timeoutMs, `${level}, ${basis} time`),
  });
  return [
    line("service", timesOf(found, "service")),
    ...(tracked.hasResponseTime ? [line("response", timesOf(found, "response"))] : []),
  ].filter(({ points }) => points.length > 0);
}

/** x = 1/(1-p) runs from 1 to the number of samples (at most 10^4); y is the p-quantile. */
export function curve(d: Distribution, timeoutMs: Ms, what: string): Pick<Line, "points" | "leaves"> {
  const n = total(d);
  const points: Line["points"][number][] = [];
  for (let step = 0; step <= STEPS * DECADES; step++) {
    const x = 10 ** (step / STEPS);
    if (x > n) break;
    const p = 1 - 1 / x;
    const us = quantile(d, Math.max(p, Number.MIN_VALUE));
    if (us === Number.POSITIVE_INFINITY) return { points, leaves: { t: x, v: timeoutMs } };
    const ms = toMs(us);
    points.push({ t: x, v: ms, tip: `${what}: p${percent(p)} ${figureText(ms, "ms")}` });
  }
  return { points, leaves: null };
}

function percent(p: number): string {
  return String(Number((p * 100).toFixed(p < 0.99 ? 1 : p < 0.999 ? 2 : 3)));
}

export function percentileAxis({ widthPx }: Size): Spec {
  const labels: readonly (readonly [x: number, text: string])[] = [
    [1, "0"],
    [2, "50 %"],
    [4, "75 %"],
    [10, "90 %"],
    [20, "95 %"],
    [100, "99 %"],
    [1000, "99.9 %"],
    [10_000, "99.99 %"],
  ];
  const shown = widthPx > 600 ? labels : labels.filter(([x]) => x !== 1 && x !== 4 && x !== 20);
  return {
    field: "t",
    type: "quantitative",
    scale: { type: "log", domain: [1, 10 ** DECADES], nice: false },
    axis: {
      title: "percentile",
      values: shown.map(([x]) => x),
      labelExpr: `{${shown.map(([x, text]) => `'${x}': '${text}'`).join(", ")}}[datum.value]`,
      labelFlush: true,
    },
  };
}

/** A mark at each limit, named to its left; where its name has no room there, the name begins at the axis. */
function limitMarks(limits: readonly PercentileLimit[], size: Size): readonly Spec[] {
  const values = limits.map(({ p, limitMs, text }) => ({ t: 1 / (1 - p), v: limitMs, text }));
  const roomPx = (t: number): number => (Math.log10(t) / DECADES) * plotWidth(size);
  const fits = values.filter(({ t, text }) => textWidth(text, size) < roomPx(t));
  const name = (named: readonly Spec[], align: "left" | "right"): Spec => ({
    data: { values: named },
    mark: {
      type: "text",
      color: paintOf("limit"),
      align,
      baseline: "bottom",
      dx: align === "left" ? 4 : -4,
      dy: -5,
    },
    encoding: { text: { field: "text" } },
  });
  return [
    triangleLayer(
      values.map(({ t, v }) => ({ t, v })),
      "limit",
      "down",
    ),
    name(fits, "right"),
    name(
      values.filter((value) => !fits.includes(value)).map((value) => ({ ...value, t: 1 })),
      "left",
    ),
  ];
}

/** A clear dot on every fourth point carries its figures. */
export function tipPoints({ tips }: Size, lines: readonly Line[]): Spec {
  return {
    data: { values: tips ? lines.flatMap(({ points }) => points.filter((_, i) => i % 4 === 0)) : [] },
    mark: { type: "point", filled: true, size: 60, opacity: 0, aria: true, color: paintOf("ink") },
    encoding: { description: { field: "tip", type: "nominal" } },
  };
}
