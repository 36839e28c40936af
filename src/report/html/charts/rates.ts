import { US_PER_S } from "../../../shared/index.ts";
import { shortNumber } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { gather, recordedIntervals } from "../../gather.ts";
import { loadNames } from "../../operations.ts";
import type { Chart } from "../chart.ts";
import { binsOf } from "./bins.ts";
import { breakAtGaps } from "./gap-breaks.ts";
import { lineLayer, tipLayer } from "./marks.ts";
import { rateAxis } from "./rate-axis.ts";
import { type Point, thin } from "./thin.ts";
import { timeAxis } from "./time-axis.ts";

/** What was asked for against what came back: planned arrivals and good completions a second, probes and steps apart. */
export function rates({ record }: Report): readonly Chart[] {
  const intervals = recordedIntervals(record);
  if (intervals.length === 0) return [];
  const names = loadNames(record);
  const axis = timeAxis(record);
  const rows = binsOf(intervals, intervals.length).map((bin) => {
    const { planned, good_done } = gather(record, bin.intervals, names).counts;
    const seconds = (bin.endUs - bin.startUs) / US_PER_S;
    const t = axis.at((bin.startUs + bin.endUs) / 2);
    return { offered: { t, v: planned / seconds }, achieved: { t, v: good_done / seconds } };
  });
  const line = (points: readonly Point[]): readonly Point[] => breakAtGaps(points, record, axis);
  const offered = line(rows.map((row) => row.offered));
  const achieved = line(rows.map((row) => row.achieved));
  return [
    {
      id: "rates",
      title: "Offered against achieved",
      label: "Planned arrivals and good completions per second over the run",
      note: "Offered: planned arrivals, by intended start. Achieved: good completions, by completion time. Where achieved stays below offered, work piles up or is lost.",
      legend: [
        { text: "offered", token: "muted", shape: "dashed" },
        { text: "achieved", token: "p95", shape: "line" },
      ],
      heightPx: 170,
      span: "half",
      draw: (size) => ({
        x: axis.encoding,
        y: rateAxis([...offered, ...achieved].flatMap(({ v }) => v ?? [])),
        layer: [
          ...axis.bands(size),
          lineLayer(thin(achieved, size.points), "p95"),
          lineLayer(thin(offered, size.points), "muted", { strokeDash: [5, 3], strokeWidth: 1.5 }),
          tipLayer(
            size,
            binsOf(intervals, size.bins).map((bin) => {
              const { planned, good_done } = gather(record, bin.intervals, names).counts;
              const perSec = (n: number): string =>
                `${shortNumber((n / (bin.endUs - bin.startUs)) * US_PER_S)}/s`;
              const span = axis.span(bin.startUs, bin.endUs);
              return {
                t: axis.at(bin.startUs),
                t2: axis.at(bin.endUs),
                tip: `${span}: offered ${perSec(planned)}, achieved ${perSec(good_done)}`,
              };
            }),
          ),
        ],
      }),
    },
  ];
}
