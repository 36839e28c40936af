import {
  type Finding,
  formatBounds,
  formatLimit,
  formatObserved,
  type SlopeLine,
  signalOf,
} from "../../../objective/index.ts";
import type { SignalUnit } from "../../../record/index.ts";
import { US_PER_MS, US_PER_S, type Us } from "../../../shared/index.ts";
import type { Report } from "../../format.ts";
import { plainLine } from "../../plain-text.ts";
import type { Chart, Size, Spec } from "../chart.ts";
import { paintOf } from "../palette.ts";
import { breakAtGaps } from "./gap-breaks.ts";
import { lineLayer, tipLayer } from "./marks.ts";
import { signalAxis } from "./signal-axis.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";

const US_PER_H: Us = 3600 * US_PER_S;

/** A chart for each drift and growth that has a slope: the values it was drawn through, the line, and how sure it is. */
export function driftOverTime(report: Report): readonly Chart[] {
  return report.verdict.findings
    .flatMap((finding) => (finding.line === undefined ? [] : [{ finding, line: finding.line }]))
    .map(({ finding, line }, i) => chartOf(report, finding, line, `drift-${i}`));
}

function chartOf({ record }: Report, finding: Finding, line: SlopeLine, id: string): Chart {
  const axis = timeAxis(record);
  const { objective, operation, x, observed, bounds } = finding;
  const { per, unit } = drawnIn(finding, line, record.header.signals ?? []);
  const values = line.points.map(({ atUs, value }) => ({ atUs, t: axis.at(atUs), v: value * per }));
  const [first, last] = [values[0]?.atUs ?? 0, values.at(-1)?.atUs ?? 0];
  const at = (us: Us, perHour = line.perHour, fromUs = line.startUs): number =>
    (line.startValue + (line.perHour * (fromUs - line.startUs) + perHour * (us - fromUs)) / US_PER_H) * per;
  const ends = (perHour?: number) => [first, last].map((us) => ({ t: axis.at(us), v: at(us, perHour) }));
  const slope = ends();
  const limit = ends(line.limitPerHour);
  const found = `${formatObserved(objective, observed)} (${formatBounds(objective, bounds)})`;
  const of = objective.operation === operation ? "" : ` for ${operation}`;
  const title = plainLine(`${objective.that}${of}${x === null ? "" : ` at ${x}x`}`);
  return {
    id,
    title,
    label: `${title}: the values and their slope, ${found}`,
    note: `The line is as steep as the middle one of the slopes between all pairs of values: ${found}. The band holds the slopes within its 95 % bounds. The dashed line is as steep as the promise allows: ${formatLimit(objective)}.`,
    legend: [
      { text: `${line.points.length} values over the level`, token: "level1", shape: "line" },
      { text: "slope and its bounds", token: "level2", shape: "line" },
      { text: "limit", token: "limit", shape: "dashed" },
    ],
    heightPx: 170,
    span: "full",
    draw: (size) => ({
      x: axis.encoding,
      y: signalAxis(
        [...values, ...slope, ...limit].map(({ v }) => v),
        unit,
      ),
      layer: [
        ...axis.bands(size),
        band(line, [first, last], axis, at),
        lineLayer(breakAtGaps(values, record, axis), "level1", { strokeWidth: 1.25 }),
        lineLayer(limit, "limit", { strokeDash: [6, 4], strokeWidth: 1.5 }),
        lineLayer(slope, "level2", { strokeWidth: 2.25 }),
        tips(values, axis, size, (v) => formatObserved({ unit: line.unit }, v / per)),
      ],
    }),
  };
}

/** What the slope's bounds allow, turned about the middle of the values. */
function band(
  { bounds }: SlopeLine,
  [first, last]: readonly [Us, Us],
  axis: TimeAxis,
  at: (us: Us, perHour: number, fromUs: Us) => number,
): Spec {
  const middle = (first + last) / 2;
  const values = [first, middle, last].map((us) => {
    const [a, b] = [at(us, bounds[0], middle), at(us, bounds[1], middle)];
    return { t: axis.at(us), v: Math.min(a, b), v2: Math.max(a, b) };
  });
  return {
    data: { values },
    mark: { type: "area", color: paintOf("level2"), opacity: 0.22, clip: true },
    encoding: { y2: { field: "v2" } },
  };
}

function tips(
  values: readonly { readonly atUs: Us; readonly v: number }[],
  axis: TimeAxis,
  size: Size,
  text: (v: number) => string,
): Spec {
  return tipLayer(
    size,
    values.map(({ atUs, v }, i) => {
      const from = (atUs + (values[i - 1]?.atUs ?? atUs)) / 2;
      const to = (atUs + (values[i + 1]?.atUs ?? atUs)) / 2;
      return { t: axis.at(from), t2: axis.at(to), tip: `${axis.span(from, to)}: ${text(v)}` };
    }),
  );
}

/** The unit of the axis, and what the line's values are multiplied by for it. */
function drawnIn(
  { objective }: Finding,
  { unit }: SlopeLine,
  signals: readonly { readonly name: string; readonly unit: SignalUnit }[],
): { readonly per: number; readonly unit: SignalUnit | "ms" } {
  switch (unit) {
    case "ms":
      return { per: 1 / US_PER_MS, unit };
    case "s":
      return { per: 1 / US_PER_S, unit };
    case "bytes":
    case "ratio":
    case "per_s":
      return { per: 1, unit };
    default: {
      const name = signalOf(objective.measure);
      return { per: 1, unit: signals.find((signal) => signal.name === name)?.unit ?? "count" };
    }
  }
}
