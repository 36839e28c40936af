import { type Finding, formatLimit } from "../../../objective/index.ts";
import type { LoadPlan } from "../../../plan/index.ts";
import type { SignalFact } from "../../../record/index.ts";
import { US_PER_S } from "../../../shared/index.ts";
import type { Report } from "../../format.ts";
import { recordedIntervals } from "../../gather.ts";
import { plainLine } from "../../plain-text.ts";
import { signalsOf, signalText, signalValues } from "../../signals.ts";
import type { Chart } from "../chart.ts";
import { binsOf } from "./bins.ts";
import { breakAtGaps } from "./gap-breaks.ts";
import { type DrawnLimit, limitLayers } from "./limits.ts";
import { lineLayer, tipLayer } from "./marks.ts";
import { signalAxis } from "./signal-axis.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time-axis.ts";

/** A chart for each of the target's own figures, on the time axis of the response times above. */
export function signalsOverTime(report: Report): readonly Chart[] {
  return signalsOf(report.record).flatMap((fact, i) => chartOf(report, fact, `signal-${i}`));
}

function chartOf(
  { record, verdict }: Report,
  { name, unit, source }: SignalFact,
  id: string,
): readonly Chart[] {
  const intervals = recordedIntervals(record);
  const axis = timeAxis(record);
  const values = signalValues(record, name, intervals);
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return [];
  const points = breakAtGaps(
    intervals.map(({ endUs }, i) => ({ t: axis.at(endUs), v: values[i] ?? null })),
    record,
    axis,
  );
  const limits = signalLimits(verdict.findings, record.header.plan, name);
  const most = measured.reduce((a, b) => Math.max(a, b));
  // A limit far above would press the line flat on the ground, and a leak with it.
  const near = limits.filter(({ v }) => v <= 2 * most);
  const missed = intervals.length - measured.length;
  const title = `target.${plainLine(name)}`;
  return [
    {
      id,
      title,
      label: `${title} over the intervals of the run`,
      note: `Source: ${plainLine(source)}.${missed === 0 ? "" : ` ${missed} of ${intervals.length} intervals have no value: the line is broken there.`}${far(limits, near)}`,
      legend: [
        {
          text: name === "cpu" || unit === "per_s" ? "mean of each interval" : "at the end of each interval",
          token: "level1",
          shape: "line",
        },
        ...(near.length > 0 ? [{ text: "limit", token: "limit" as const, shape: "dashed" as const }] : []),
      ],
      heightPx: 110,
      span: "full",
      draw: (size) => ({
        x: axis.encoding,
        y: signalAxis([...measured, ...near.map(({ v }) => v)], unit),
        layer: [
          ...axis.bands(size),
          lineLayer(thin(points, size.points), "level1"),
          ...limitLayers(near, axis, size),
          tipLayer(
            size,
            binsOf(intervals, size.bins).map((bin) => ({
              t: axis.at(bin.startUs),
              t2: axis.at(bin.endUs),
              tip: `${axis.span(bin.startUs, bin.endUs)}: ${rangeText(signalValues(record, name, bin.intervals), unit)}`,
            })),
          ),
        ],
      }),
    },
  ];
}

/** The limits on a signal's value, one for each level that they were judged at. */
function signalLimits(findings: readonly Finding[], plan: LoadPlan, name: string): readonly DrawnLimit[] {
  return findings.flatMap(({ objective, state, phase }) => {
    const { measure, unit, limit, windowUs } = objective;
    if (measure.kind !== "signal" || measure.signal !== name || state === "not_in_plan") return [];
    return [
      {
        text: plainLine(
          `${objective.comparison} ${formatLimit(objective)}${windowUs === null ? "" : " (windowed)"}`,
        )
          .replace("<=", "\u2264")
          .replace(">=", "\u2265"),
        v: unit === "s" ? limit / US_PER_S : limit,
        phase: plan.phases.find(({ index }) => index === phase) ?? null,
      },
    ];
  });
}

/** Names the limits that are not drawn. */
function far(limits: readonly DrawnLimit[], near: readonly DrawnLimit[]): string {
  const texts = new Set(limits.filter((limit) => !near.includes(limit)).map(({ text }) => text));
  return texts.size === 0 ? "" : ` Beyond the axis: the limit ${[...texts].join(", ")}.`;
}

/** "142.3 MB", or of several values "140.1 MB to 142.3 MB". */
function rangeText(values: readonly (number | null)[], unit: SignalFact["unit"]): string {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return "unmeasured";
  const least = measured.reduce((a, b) => Math.min(a, b));
  const most = measured.reduce((a, b) => Math.max(a, b));
  return least === most ? signalText(least, unit) : `${signalText(least, unit)} to ${signalText(most, unit)}`;
}
