import { expect, test } from "vitest";
import { binsOf } from "../../../src/report/html/charts/bins.ts";
import { CHARTS } from "../../../src/report/html/charts/index.ts";
import { logTimeAxis } from "../../../src/report/html/charts/log-axis.ts";
import { thin } from "../../../src/report/html/charts/thin.ts";
import { cleanSvg } from "../../../src/report/html/clean-svg.ts";
import { closed, empty, failing, passing } from "../../support/report-fixtures.ts";

test("thinning keeps the order, the extremes and the gaps", () => {
  const points = Array.from({ length: 10_000 }, (_, t) => ({
    t,
    v: t === 4_321 ? 999 : t === 8_765 ? -5 : t % 10,
  }));
  const thinned = thin(points, 300);
  expect(thinned.length).toBeLessThanOrEqual(300);
  expect(thinned.map(({ t }) => t)).toEqual(thinned.map(({ t }) => t).sort((a, b) => a - b));
  expect(thinned).toContainEqual({ t: 4_321, v: 999 });
  expect(thinned).toContainEqual({ t: 8_765, v: -5 });
  expect(thin([...points, { t: 10_000, v: null }], 300)).toContainEqual({ t: 10_000, v: null });
  expect(thin(points.slice(0, 300), 300)).toHaveLength(300);
});

test("bins hold neighbours of one phase", () => {
  const intervals = Array.from({ length: 7 }, (_, index) => ({
    index,
    phase: index < 3 ? 0 : 1,
    startUs: index,
    endUs: index + 1,
  }));
  // ceil(7 / 4) = 2 a bin, and none across the phases' border at 3
  expect(binsOf(intervals, 4).map(({ intervals: list }) => list.map(({ index }) => index))).toEqual([
    [0, 1],
    [2],
    [3, 4],
    [5, 6],
  ]);
  expect(binsOf([], 4)).toEqual([]);
});

test("a logarithmic axis ticks at 1, 2 and 5 where there is room, else at decades", () => {
  const ticks = (values: number[]): unknown => (logTimeAxis(values).axis as { values: number[] }).values;
  expect(ticks([10, 100])).toEqual([10, 20, 50, 100]);
  expect(ticks([0.01, 5_000])).toEqual([0.01, 0.1, 1, 10, 100, 1_000]);
  expect(ticks([])).toEqual(
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].filter((tick) => [1, 10, 100, 1_000].includes(tick)),
  );
});

test("only drawing survives in an SVG, and a description becomes a tooltip", () => {
  const dirty =
    '<svg class="marks"><script>x()</script><g onclick="x()" style="a:b"><a xlink:href="javascript:x()"><path aria-label="a &lt;b&gt;" role="graphics-symbol" d="M0.123456,1" fill="#fff"/></a><image href="http://a"/><text opacity="0">hidden</text><g clip-path="url(#clip7)"></g></g><defs><clipPath id="clip7"><rect width="3"/></clipPath></defs></svg>';
  expect(cleanSvg(dirty, "c").text).toBe(
    'x()<g><path class="tip" d="M0.12,1" fill="#fff"><title>a &lt;b&gt;</title></path><g clip-path="url(#c-0)"></g></g><defs><clipPath id="c-0"><rect width="3"/></clipPath></defs>',
  );
});

test("charts are left out where they have nothing to show", () => {
  const ids = (report: ReturnType<typeof passing>): string[] =>
    CHARTS.flatMap((charts) => charts(report)).map(({ id }) => id);
  expect(ids(empty())).toEqual([]);
  expect(ids(passing())).toEqual([
    "time-0",
    "time-1",
    "time-2",
    "signal-0",
    "signal-1",
    "signal-2",
    "spectrum-0",
    "spectrum-1",
    "spectrum-2",
    "rates",
    "start-lag",
    "outcomes",
  ]);
  expect(ids(failing())).toContain("outcomes-not-good");
  // users wait for replies: no intended start, so no start lag
  expect(ids(closed())).not.toContain("start-lag");
});
