import { type Basis, type ComparedOperation, pooled, slicesOf, timesIn } from "../../compare/index.ts";
import type { Phase } from "../../plan/index.ts";
import { toMs } from "../amounts.ts";
import type { Chart, LegendEntry } from "../html/chart.ts";
import { logTimeAxis } from "../html/charts/log-axis.ts";
import { lineLayer, triangleLayer } from "../html/charts/marks.ts";
import { curve, type Line, percentileAxis, tipPoints } from "../html/charts/spectrum.ts";
import type { Token } from "../html/palette.ts";
import { plainLine } from "../plain-text.ts";
import { timeoutsOf } from "./figures.ts";
import type { CrosscheckReport } from "./report.ts";

const TOKENS: readonly Token[] = ["level1", "level2"];

/** A chart for every level and operation: the whole distribution of each engine over all rounds, one over the other. */
export function engineSpectra(report: CrosscheckReport): readonly Chart[] {
  return report.result.levels.flatMap(({ phase, x, operations }, level) =>
    operations.flatMap((operation, i) => chartOf(report, phase, operation, `engines-${level}-${i}`, `${x}x`)),
  );
}

function chartOf(
  report: CrosscheckReport,
  phase: Phase,
  { name, times }: ComparedOperation,
  id: string,
  at: string,
): readonly Chart[] {
  const bases = times.map(({ basis }) => basis);
  const lines = report.result.engines.flatMap(({ label }, i) =>
    bases.map((basis) => lineOf(report, phase, name, plainLine(label), TOKENS[i] ?? "level1", basis)),
  );
  const values = lines.flatMap(({ points }) => points.map(({ v }) => v ?? Number.NaN));
  if (values.length === 0) return [];
  const both = bases.length > 1;
  const leaves = lines.flatMap((line) => line.leaves ?? []);
  return [
    {
      id,
      title: plainLine(`${name} at ${at}: percentile spectrum by engine`),
      label: plainLine(
        `${name} at ${at}: ${bases.join(" and ")} time by percentile, up to p99.99, of each engine`,
      ),
      note: `Read: so many per cent of the good responses of all rounds took at most so long. Where the lines part, the engines differ.${leaves.length > 0 ? " At a triangle the rest lies beyond the timeout." : ""}`,
      legend: [
        ...report.result.engines.map(
          ({ label }, i): LegendEntry => ({
            text: plainLine(label),
            token: TOKENS[i] ?? "level1",
            shape: "square",
          }),
        ),
        ...(both ? [{ text: "response time", token: "ink", shape: "line" } as const] : []),
        { text: "service time", token: "ink", shape: both ? "dashed" : "line" },
      ],
      heightPx: 240,
      span: "half",
      draw: (size) => ({
        x: percentileAxis(size),
        y: logTimeAxis([...values, ...leaves.map(({ v }) => v ?? 0)]),
        layer: [
          ...lines.map(({ points, token, basis }) =>
            lineLayer(
              points.map(({ t, v }) => ({ t, v })),
              token,
              basis === "service" && both ? { strokeDash: [3, 3], strokeWidth: 1.4 } : {},
            ),
          ),
          triangleLayer(leaves, "timeout", "up"),
          tipPoints(size, lines),
        ],
      }),
    },
  ];
}

function lineOf(
  report: CrosscheckReport,
  phase: Phase,
  operation: string,
  label: string,
  token: Token,
  basis: Basis,
): Line {
  const cells = report.runs
    .filter((run) => plainLine(run.label) === label)
    .flatMap(({ record }) => slicesOf(record, phase, operation));
  const distribution = pooled(cells.map((cell) => timesIn(cell, basis)));
  const timeoutMs = toMs(timeoutsOf(report).get(operation) ?? 0);
  return { token, level: label, basis, ...curve(distribution, timeoutMs, `${label}, ${basis} time`) };
}
