import { expect, test } from "vitest";
import { type Chart, sizesOf } from "../../../src/report/html/chart.ts";
import { driftOverTime } from "../../../src/report/html/charts/drift-over-time.ts";
import { drawChart } from "../../../src/report/html/draw.ts";
import { summaryOf } from "../../../src/report/index.ts";
import { judge } from "../../../src/verdict/index.ts";
import { soakRecord, withGap } from "../../support/soak-record.ts";
import { promises } from "../objective/judging.ts";

/** An hour in which memory grows by 40 MB/h from 500 MB on, and times by 20 % of 110 ms. */
const SOAK = soakRecord({
  hours: 1,
  rate: 1,
  header: { signals: [{ name: "rss", unit: "bytes", source: "process 7" }] },
  signals: (hour) => ({ rss: 500e6 + 40e6 * hour }),
  answer: ({ intendedUs }) => 100_000 + 22_000 * (intendedUs / 3600e6),
});
const chartsOf = (sentences: readonly string[], record = SOAK): readonly Chart[] => {
  const verdict = judge(record, promises(record.header.plan, ...sentences));
  return driftOverTime({ record, verdict, summary: summaryOf(record, verdict) });
};
interface Layer {
  readonly data: { readonly values: readonly { readonly t: number; readonly v: number | null }[] };
  readonly mark: { readonly type: string; readonly strokeDash?: readonly number[] };
}
const layersOf = (chart: Chart | undefined): readonly Layer[] =>
  (chart?.draw(sizesOf("full")[0] ?? expect.unreachable()).layer ?? []) as unknown as readonly Layer[];

test("every drift with a slope has a chart, and nothing else", () => {
  const charts = chartsOf([
    "recall.p95 <= 1s",
    "target.rss.growth <= 20MB per 1h",
    "recall.p50.drift <= 10% per 1h",
  ]);
  expect(charts.map(({ id, title }) => [id, title])).toEqual([
    ["drift-0", "target.rss.growth <= 20MB per 1h at 1x"],
    ["drift-1", "recall.p50.drift <= 10% per 1h at 1x"],
  ]);
  // 6 of 10 minutes a day are too few for a slope a day.
  expect(chartsOf(["target.rss.growth <= 20MB per 24h"])).toEqual([]);
});

test("it shows the values, the slope, and a line as steep as the promise allows, in bytes", () => {
  const [chart] = chartsOf(["target.rss.growth <= 20MB per 1h"]);
  const lines = layersOf(chart).filter(({ mark }) => mark.type === "line");
  const [values, limit, slope] = lines.map(({ data }) => data.values);
  // 360 intervals by threes; the middle of the first unit is 15 s into the level, of the last 15 s before its end.
  expect(values).toHaveLength(120);
  const rise = (line: typeof values): number => ((line?.at(-1)?.v ?? 0) - (line?.[0]?.v ?? 0)) / 1e6;
  // 40 and 20 MB/h in 3600 - 30 s
  expect(rise(slope)).toBeCloseTo((40 * 3570) / 3600, 3);
  expect(rise(limit)).toBeCloseTo((20 * 3570) / 3600, 3);
  expect(chart?.note).toContain("40 MB/h (40 to 40 MB/h)");
});

test("times are drawn in milliseconds, and a gap breaks the line", () => {
  const [chart] = chartsOf(["recall.p50.drift <= 10% per 1h"], withGapLine());
  const [values] = layersOf(chart).filter(({ mark }) => mark.type === "line");
  const finite = values?.data.values.flatMap(({ v }) => v ?? []) ?? [];
  expect(Math.min(...finite)).toBeGreaterThan(99);
  expect(Math.max(...finite)).toBeLessThan(123);
  expect(values?.data.values.filter(({ v }) => v === null)).toHaveLength(1);
});

test("it can be drawn", async () => {
  const [chart] = chartsOf(["target.rss.growth <= 20MB per 1h"]);
  if (chart === undefined) throw new Error("no chart");
  for (const size of sizesOf(chart.span)) {
    const { text } = await drawChart(chart, size);
    expect(text).toContain("MB");
    expect(text.match(/<path/g)?.length).toBeGreaterThan(3);
  }
});

function withGapLine() {
  const [from_us, to_us] = [1e6 + 1200e6, 1e6 + 1500e6];
  const gap = {
    kind: "gap",
    from_us,
    to_us,
    restarted_at: "2026-01-01T01:00:00.000Z",
    left_out: {},
  } as const;
  return { ...withGap(SOAK, 1200 / 3600, 1500 / 3600), gaps: [gap] };
}
