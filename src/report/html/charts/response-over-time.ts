import type { PlanInterval } from "../../../plan/index.ts";
import type { Ms } from "../../../shared/index.ts";
import { type Distribution, quantile, total } from "../../../statistics/index.ts";
import { type Figure, figureText, toMs } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { gather, recordedIntervals, timesOf } from "../../gather.ts";
import { type Tracked, trackedOf } from "../../operations.ts";
import { plainLine } from "../../plain-text.ts";
import type { Chart } from "../chart.ts";
import { binsOf } from "./bins.ts";
import { breakAtGaps } from "./gap-breaks.ts";
import { limitLayers, percentileLimits } from "./limits.ts";
import { logTimeAxis } from "./log-axis.ts";
import { lineLayer, tipLayer, triangleLayer } from "./marks.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time-axis.ts";

const PERCENTILES = [
  { token: "p50", p: 0.5, widthPx: 1.25 },
  { token: "p95", p: 0.95, widthPx: 1.4 },
  { token: "p99", p: 0.99, widthPx: 2.75 },
] as const;

/** A chart for every operation and probe: p50, p95 and p99 of each interval, with the limits on them. */
export function responseOverTime(report: Report): readonly Chart[] {
  return trackedOf(report.record)
    .filter(({ kind }) => kind !== "step")
    .flatMap((tracked, i) => chartOf(report, tracked, `time-${i}`));
}

function chartOf({ record, verdict }: Report, tracked: Tracked, id: string): readonly Chart[] {
  const { plan } = record.header;
  const basis = tracked.hasResponseTime ? "response" : "service";
  const times = (intervals: readonly PlanInterval[]): Distribution =>
    timesOf(gather(record, intervals, [tracked.name]), basis);
  const intervals = recordedIntervals(record);
  const timeoutMs = toMs(tracked.timeoutUs);
  const axis = timeAxis(record);
  const rows = intervals.map((interval) => {
    const d = times([interval]);
    return {
      t: axis.at((interval.startUs + interval.endUs) / 2),
      at: PERCENTILES.map(({ p }) => inMs(d, p)),
    };
  });
  const measured = rows.flatMap(({ at }) => at.filter((ms) => ms !== null));
  if (measured.length === 0) return [];
  const limits = percentileLimits(verdict.findings, plan, tracked.name, basis);
  const lines = PERCENTILES.map(({ token, widthPx }, i) => ({
    token,
    widthPx,
    points: breakAtGaps(
      rows.map(({ t, at }) => ({ t, v: drawn(at[i] ?? null, timeoutMs) })),
      record,
      axis,
    ),
  }));
  const beyond = rows.flatMap(({ t, at }) =>
    at.includes(Number.POSITIVE_INFINITY) ? [{ t, v: timeoutMs }] : [],
  );
  const reach = [
    ...lines.flatMap(({ points }) => points.flatMap(({ v }) => v ?? [])),
    ...limits.map((l) => l.limitMs),
  ];

  const name = plainLine(tracked.name);
  return [
    {
      id,
      title: `${name}: ${basis} time over time`,
      label: `${name}: p50, p95 and p99 of ${basis} time in each interval of the run, against its limits`,
      note: `Percentiles of good responses in each interval, by intended start, on a logarithmic axis.${beyond.length > 0 ? ` A triangle at ${figureText(timeoutMs, "ms")} marks an interval with a percentile beyond the timeout.` : ""}`,
      legend: [
        ...PERCENTILES.map(({ token }) => ({ text: token, token, shape: "line" as const })),
        ...(limits.length > 0 ? [{ text: "limit", token: "limit" as const, shape: "dashed" as const }] : []),
        ...(beyond.length > 0
          ? [{ text: "beyond the timeout", token: "timeout" as const, shape: "up" as const }]
          : []),
      ],
      heightPx: 230,
      span: "full",
      draw: (size) => ({
        x: axis.encoding,
        y: logTimeAxis(reach),
        layer: [
          ...axis.bands(size),
          // The highest first and broadest, so that percentiles that coincide (few samples an interval) all stay visible.
          ...lines
            .map(({ points, token, widthPx }) =>
              lineLayer(thin(points, size.points), token, { strokeWidth: widthPx }),
            )
            .reverse(),
          triangleLayer(thin(beyond, size.points), "timeout", "up"),
          ...limitLayers(
            limits.map(({ text, limitMs, phase }) => ({ text, v: limitMs, phase })),
            axis,
            size,
          ),
          tipLayer(
            size,
            binsOf(intervals, size.bins).map((bin) => {
              const d = times(bin.intervals);
              const texts = PERCENTILES.map(
                ({ token, p }) => `${token} ${figureText(inFigure(d, p, timeoutMs), "ms")}`,
              );
              const span = axis.span(bin.startUs, bin.endUs);
              return {
                t: axis.at(bin.startUs),
                t2: axis.at(bin.endUs),
                tip: `${span}: ${texts.join(", ")} over ${total(d)} samples`,
              };
            }),
          ),
        ],
      }),
    },
  ];
}

/** Null when nothing was measured, Infinity when it lies beyond the timeout. */
function inMs(d: Distribution, p: number): Ms | null {
  const us = quantile(d, p);
  return Number.isNaN(us) ? null : us === Number.POSITIVE_INFINITY ? us : toMs(us);
}

function inFigure(d: Distribution, p: number, timeoutMs: Ms): Figure {
  const ms = inMs(d, p);
  return ms === null ? "none" : ms === Number.POSITIVE_INFINITY ? `>${timeoutMs}` : ms;
}

function drawn(ms: Ms | null, timeoutMs: Ms): Ms | null {
  return ms === Number.POSITIVE_INFINITY ? timeoutMs : ms;
}
