import { expect, test } from "vitest";
import { sizesOf } from "../../../src/report/html/chart.ts";
import { spectra } from "../../../src/report/html/charts/spectrum.ts";
import { summaryOf } from "../../../src/report/index.ts";
import { judge } from "../../../src/verdict/index.ts";
import { syntheticRecord } from "../../support/synthetic-record.ts";
import { promises } from "../objective/judging.ts";

interface Layer {
  readonly data: { readonly values: readonly { readonly t: number; readonly text?: string }[] };
  readonly mark: { readonly type: string; readonly align?: string };
}

/** Where the names of the limits stand in the chart of the smallest size: [x, side, text]. */
function namesFor(...sentences: readonly string[]): readonly unknown[] {
  const record = syntheticRecord({ seconds: 120, rate: 20 });
  const verdict = judge(record, promises(record.header.plan, ...sentences));
  const [chart] = spectra({ record, verdict, summary: summaryOf(record, verdict) });
  const layers = chart?.draw(sizesOf("half")[1] ?? expect.unreachable()).layer as unknown as readonly Layer[];
  return layers.flatMap(({ data, mark }) =>
    mark.type === "text" ? data.values.map(({ t, text }) => [Math.round(t), mark.align, text]) : [],
  );
}

test("a limit is named to the left of its mark, or from the axis on where there is no room", () => {
  // 340 - 52 - 10 = 278 px are four decades of 1/(1-p). p95 stands at log10(20)/4 of them, 90 px from the axis.
  // "p95 <= 50 ms" is 11 characters of 12 x 0.56 px, 74 px; "p95 <= 50 ms (windowed)" is 22, 148 px.
  expect(namesFor("recall.p95 <= 50ms")).toEqual([[20, "right", "p95 \u2264 50 ms"]]);
  expect(namesFor("recall.p95 <= 50ms in any 90s")).toEqual([[1, "left", "p95 \u2264 50 ms (windowed)"]]);
  // p99 stands at half of them, 139 px.
  expect(namesFor("recall.p99 <= 50ms")).toEqual([[100, "right", "p99 \u2264 50 ms"]]);
});
