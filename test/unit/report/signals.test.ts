import { expect, test } from "vitest";
import { CHARTS } from "../../../src/report/html/charts/index.ts";
import { signalAxis } from "../../../src/report/html/charts/signal-axis.ts";
import { renderConsole, renderHtml } from "../../../src/report/index.ts";
import { signalText } from "../../../src/report/signals.ts";
import { closed, finding, passing, promise, reportOf } from "../../support/report-fixtures.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";

const SECONDS = [100, 110, null, 90, 120];

/** Five seconds at 1x behind a second of warm-up; the third has no value of `jobs`, and none has one of `lost`. */
function record(from: number | null = null) {
  return syntheticRecord({
    rate: 10,
    seconds: 5,
    header: {
      signals: [
        { name: "jobs", unit: "count", source: "jobs from http://target.example/metrics" },
        { name: "lost", unit: "bytes", source: "lost_bytes from http://target.example/metrics" },
      ],
    },
    lines: SECONDS.flatMap((value, i) =>
      value === null
        ? []
        : [{ kind: "target" as const, interval: i + 1, signals: { jobs: value + (from ?? 0) } }],
    ),
  });
}
const { verdict } = passing();

test("a level's signals are told over the intervals that have a value, those without counted", () => {
  const { summary } = reportOf(record(), { ...verdict, findings: [] });
  const level = summary.levels[0];
  // (100 + 110 + 90 + 120) / 4 = 105. A plan at 1x: 1 s of warm-up, then the level.
  expect(level?.signals.jobs).toEqual({
    unit: "count",
    samples: 4,
    intervals: 5,
    first: 100,
    last: 120,
    min: 90,
    mean: 105,
    max: 120,
  });
  expect(level?.signals.lost).toMatchObject({ samples: 0, first: "none", min: "none", mean: "none" });
  expect(summary.signals.map(({ name }) => name)).toEqual(["jobs", "lost"]);
});

test("a run without signals has none in its summary, and no line or chart of them", async () => {
  const { record: bare, verdict: judged, summary } = closed();
  expect(summary.signals).toEqual([]);
  expect(summary.levels.map(({ signals }) => signals)).toEqual(summary.levels.map(() => ({})));
  expect(renderConsole(bare, judged, summary, { color: false, width: 80 })).not.toContain("  target.");
  expect(await renderHtml(bare, judged, summary)).not.toContain('id="chart-signal');
});

test("the console has a line for each signal of a level", () => {
  const { summary, ...report } = reportOf(record(), { ...verdict, findings: [] });
  const text = renderConsole(report.record, report.verdict, summary, { color: false, width: 100 });
  expect(text).toMatch(/signal +first +last +min +max +samples\n +target\.jobs +100 +120 +90 +120 +4 of 5\n/);
  expect(text).toMatch(/target\.lost +none +none +none +none +0 of 5/);
});

test("a signal has a chart below the response times, broken where it is unmeasured; one never measured has none", () => {
  const charts = CHARTS.flatMap((make) => make(reportOf(record(), { ...verdict, findings: [] })));
  const ids = charts.map(({ id }) => id);
  expect(ids.indexOf("signal-0")).toBe(ids.lastIndexOf("time-0") + 1);
  expect(ids).not.toContain("signal-1");
  const chart = charts.find(({ id }) => id === "signal-0");
  // 1 s of warm-up and 5 s at 1x, of which 2 have no value
  expect(chart?.note).toBe(
    "Source: jobs from http://target.example/metrics. 2 of 6 intervals have no value: the line is broken there.",
  );
  const size = {
    name: "wide",
    widthPx: 1000,
    axisPx: 60,
    fontPx: 13,
    tips: true,
    bins: 180,
    points: 2000,
  } as const;
  const times = charts.find(({ id }) => id === "time-0");
  expect(chart?.draw(size).x).toEqual(times?.draw(size).x);
  const lines = chart?.draw(size).layer.filter(({ mark }) => (mark as { type: string }).type === "line");
  const points =
    (lines?.[0]?.data as { values: { t: number; v: number | null }[] } | undefined)?.values ?? [];
  expect(points.map(({ v }) => v)).toEqual([null, ...SECONDS]);
  // At the end of each interval
  expect(points.map(({ t }) => t)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a limit is drawn where the values come near it, and named where they do not", () => {
  const limited = (limit: number) => {
    const objective = promise(`target.jobs <= ${limit}`, {
      operation: "target",
      measure: { kind: "signal", signal: "jobs" },
      limit,
      unit: "number",
    });
    const report = reportOf(record(), {
      ...verdict,
      findings: [finding(objective, "held", { operation: "target", x: 1, phase: 1, observed: 120 })],
    });
    return CHARTS.flatMap((make) => make(report)).find(({ id }) => id === "signal-0");
  };
  expect(limited(150)?.legend.map(({ text }) => text)).toContain("limit");
  expect(limited(150)?.note).not.toContain("Beyond the axis");
  expect(limited(1_000)?.legend.map(({ text }) => text)).not.toContain("limit");
  expect(limited(1_000)?.note).toContain("Beyond the axis: the limit \u2264 1000.");
});

test("nothing is drawn across a gap of the run, and the gap is shaded on every chart of time", () => {
  const whole = record();
  const gaps = [
    {
      kind: "gap" as const,
      from_us: 4e6,
      to_us: 5e6,
      restarted_at: "2026-01-01T00:00:09.000Z",
      left_out: {},
    },
  ];
  const broken = { ...whole, gaps, gapIntervals: new Set([4]) };
  const charts = CHARTS.flatMap((make) => make(reportOf(broken, { ...verdict, findings: [] })));
  const size = {
    name: "wide",
    widthPx: 1000,
    axisPx: 60,
    fontPx: 13,
    tips: true,
    bins: 180,
    points: 2000,
  } as const;
  const overTime = charts.filter(({ id }) => /^(time|signal|rates|start-lag)/.test(id));
  expect(overTime.map(({ id }) => id)).toEqual(["time-0", "signal-0", "rates", "start-lag"]);
  for (const chart of overTime) {
    const { layer } = chart.draw(size);
    const values = (layer_: (typeof layer)[number]) =>
      (layer_.data as { values: { t: number; t2?: number; v?: number | null }[] }).values;
    expect(layer.some((one) => values(one).some(({ t, t2 }) => t === 4 && t2 === 5))).toBe(true);
    for (const line of layer.filter(({ mark }) => (mark as { type: string }).type === "line")) {
      expect(values(line).filter(({ t }) => t > 4 && t < 5)).toEqual([{ t: 4.5, v: null }]);
    }
  }
});

test.each<[number | string, Parameters<typeof signalText>[1], string]>([
  [142_312_000, "bytes", "142.3 MB"],
  [2e9, "bytes", "2 GB"],
  [512, "bytes", "512 B"],
  [0.1234, "ratio", "12.3 %"],
  [12.25, "per_s", "12.25/s"],
  [0.4, "s", "0.4 s"],
  [31, "count", "31"],
  ["none", "bytes", "none"],
])("%s of %s reads %s", (value, unit, text) => {
  expect(signalText(value, unit)).toBe(text);
});

test("an axis begins at 0 where the values come near it, and shows a slope where they do not", () => {
  const domain = (values: number[]) => (signalAxis(values, "count").scale as { domain: number[] }).domain;
  // 8 % of room above 0 to 100
  expect(domain([0, 100])).toEqual([0, 108]);
  expect(domain([0, 0])).toEqual([0, 1.08]);
  // From 190 to 210, 8 % of the range of 10 % of 210 = 21 that a flat line is given at least: 20 < 21
  expect(domain([190, 210]).map((value) => Math.round(value * 100) / 100)).toEqual([187.82, 212.18]);
  // 200 to 300: 8 of room on either side
  expect(domain([200, 300])).toEqual([192, 308]);
});
