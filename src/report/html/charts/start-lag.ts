import { quantile } from "../../../statistics/index.ts";
import { type Figure, figureText, toMs } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { gather, recordedIntervals } from "../../gather.ts";
import { trackedOf } from "../../operations.ts";
import type { Chart } from "../chart.ts";
import { paintOf } from "../palette.ts";
import { binsOf } from "./bins.ts";
import { breakAtGaps } from "./gap-breaks.ts";
import { logTimeAxis } from "./log-axis.ts";
import { lineLayer, tipLayer } from "./marks.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time-axis.ts";

const LINES = [
  { text: "p50", token: "p50", p: 0.5 },
  { text: "p99", token: "p99", p: 0.99 },
  { text: "max", token: "shed", p: 1 },
] as const;

/** The maximum lies at the back, thin and dashed, since it often runs on the p99. */
const AT_THE_BACK = { strokeDash: [2, 3], strokeWidth: 1.2 };

/** The generator's own lateness, all operations together, with the limit that its soundness is judged by. */
export function startLag({ record, verdict }: Report): readonly Chart[] {
  const intervals = recordedIntervals(record);
  const names = trackedOf(record).map(({ name }) => name);
  const axis = timeAxis(record);
  const lagMs = (list: typeof intervals, p: number): number | null => {
    const { valuesUs, counts } = gather(record, list, names).series("start_lag");
    const us = quantile({ values: valuesUs, counts, beyond: 0 }, p);
    return Number.isFinite(us) ? toMs(us) : null;
  };
  const lines = LINES.map((line) => ({
    ...line,
    points: breakAtGaps(
      intervals.map((interval) => ({
        t: axis.at((interval.startUs + interval.endUs) / 2),
        v: lagMs([interval], line.p),
      })),
      record,
      axis,
    ),
  }));
  const values = lines.flatMap(({ points }) => points.flatMap(({ v }) => v ?? []));
  if (values.length === 0) return [];
  const limits = verdict.validity.flatMap(({ role, limit, unit }) =>
    role === "lag" && unit === "ms" && limit !== null ? [limit] : [],
  );
  const limitMs = limits.length === 0 ? null : Math.min(...limits);
  return [
    {
      id: "start-lag",
      title: "Start lag of the generator",
      label: "How late the generator released arrivals, p50, p99 and maximum in each interval",
      note: "Released minus intended start, of every arrival. It is our own lateness and part of every response time.",
      legend: [
        ...LINES.map(({ text, token, p }) => ({
          text,
          token,
          shape: p === 1 ? ("dashed" as const) : ("line" as const),
        })),
        ...(limitMs === null
          ? []
          : [{ text: "limit of p99 over a level", token: "limit" as const, shape: "dashed" as const }]),
      ],
      heightPx: 170,
      span: "half",
      draw: (size) => ({
        x: axis.encoding,
        y: logTimeAxis([...values, ...(limitMs === null ? [] : [limitMs])]),
        layer: [
          ...axis.bands(size),
          ...[...lines]
            .reverse()
            .map(({ points, token, p }) =>
              lineLayer(thin(points, size.points), token, p === 1 ? AT_THE_BACK : {}),
            ),
          {
            data: { values: limitMs === null ? [] : [{ v: limitMs }] },
            mark: { type: "rule", color: paintOf("limit"), strokeDash: [6, 4], strokeWidth: 1.5 },
            encoding: { x: { value: 0 }, x2: { value: "width" } },
          },
          tipLayer(
            size,
            binsOf(intervals, size.bins).map((bin) => ({
              t: axis.at(bin.startUs),
              t2: axis.at(bin.endUs),
              tip: `${axis.span(bin.startUs, bin.endUs)}: ${LINES.map(({ text, p }) => {
                const figure: Figure = lagMs(bin.intervals, p) ?? "none";
                return `${text} ${figureText(figure, "ms")}`;
              }).join(", ")}`,
            })),
          ),
        ],
      }),
    },
  ];
}
