import { US_PER_S } from "../../../shared/index.ts";
import { shortNumber } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { gather, recordedIntervals } from "../../gather.ts";
import { loadNames } from "../../operations.ts";
import type { Chart, Size, Spec } from "../chart.ts";
import { paintOf } from "../palette.ts";
import { type Bin, binsOf } from "./bins.ts";
import { tipLayer } from "./marks.ts";
import { rateAxis } from "./rate-axis.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";

const CLASSES = ["good", "bad", "failed", "timeout", "shed", "unfinished"] as const;
type Class = (typeof CLASSES)[number];

/** How every planned arrival ended; where some were not good, those alone once more, on an axis of their own. */
export function outcomes({ record }: Report): readonly Chart[] {
  const intervals = recordedIntervals(record);
  const names = loadNames(record);
  const totals = gather(record, intervals, names).counts;
  const present = CLASSES.filter((name) => totals[name] > 0);
  if (present.length === 0) return [];
  const axis = timeAxis(record);
  const counted = (bin: Bin): Readonly<Record<Class, number>> => gather(record, bin.intervals, names).counts;
  const chart = (
    id: string,
    title: string,
    label: string,
    note: string,
    classes: readonly Class[],
  ): Chart => ({
    id,
    title,
    label,
    note,
    legend: classes.map((name) => ({ text: `${name} (${totals[name]})`, token: name, shape: "square" })),
    heightPx: 170,
    span: "half",
    draw: (size) => ({
      x: axis.encoding,
      ...stacks(binsOf(intervals, size.bins), classes, counted, axis, size),
    }),
  });
  const others = present.filter((name) => name !== "good");
  return [
    chart(
      "outcomes",
      "Outcomes by class",
      "Planned arrivals per second over the run, stacked by how they ended",
      "Every planned arrival ends in exactly one class, drawn at its intended start. The counts are of the whole run, warm-up and ramps among them; probes are not.",
      present,
    ),
    ...(others.length === 0
      ? []
      : [
          chart(
            "outcomes-not-good",
            "Outcomes that are not good",
            "Arrivals per second that did not end good, stacked by class",
            "The same without the good ones, warm-up and ramps among them.",
            others,
          ),
        ]),
  ];
}

function stacks(
  bins: readonly Bin[],
  classes: readonly Class[],
  counted: (bin: Bin) => Readonly<Record<Class, number>>,
  axis: TimeAxis,
  size: Size,
): { readonly layer: readonly Spec[]; readonly y: Spec } {
  const bars = bins.map((bin) => {
    const counts = counted(bin);
    const seconds = (bin.endUs - bin.startUs) / US_PER_S;
    const edges = { t: axis.at(bin.startUs), t2: axis.at(bin.endUs) };
    let v = 0;
    const parts = classes.flatMap((name) => {
      const v2 = v;
      v += counts[name] / seconds;
      return counts[name] > 0 ? [{ ...edges, v, v2, name }] : [];
    });
    const texts = classes.filter((name) => counts[name] > 0).map((name) => `${name} ${counts[name]}`);
    const span = axis.span(bin.startUs, bin.endUs);
    return {
      parts,
      top: v,
      tip: { ...edges, tip: `${span}: ${texts.join(", ") || "none"} (${shortNumber(v)}/s)` },
    };
  });
  return {
    y: rateAxis(bars.map(({ top }) => top)),
    layer: [
      ...axis.bands(size),
      ...classes.map((name) => ({
        data: { values: bars.flatMap(({ parts }) => parts.filter((part) => part.name === name)) },
        mark: { type: "rect", color: paintOf(name) },
        encoding: { x2: { field: "t2" }, y2: { field: "v2" } },
      })),
      tipLayer(
        size,
        bars.map(({ tip }) => tip),
      ),
    ],
  };
}
