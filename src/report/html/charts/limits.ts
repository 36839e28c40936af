import type { Finding } from "../../../objective/index.ts";
import type { LoadPlan, Phase } from "../../../plan/index.ts";
import { type Ms, type Ratio, US_PER_MS } from "../../../shared/index.ts";
import { plainLine } from "../../plain-text.ts";
import type { Size, Spec } from "../chart.ts";
import { plotWidth, textWidth } from "../frame.ts";
import { paintOf } from "../palette.ts";
import type { TimeAxis } from "./time-axis.ts";

/** A promise on a percentile of one operation, where it binds. */
export interface PercentileLimit {
  readonly text: string;
  readonly p: Ratio;
  readonly limitMs: Ms;
  readonly phase: Phase | null;
}

/** The percentile promises on an operation's response (or service) time, one for each level that they were judged at. */
export function percentileLimits(
  findings: readonly Finding[],
  plan: LoadPlan,
  operation: string,
  basis: "response" | "service",
): readonly PercentileLimit[] {
  return findings.flatMap((finding) => {
    const { measure, limit, comparison, windowUs } = finding.objective;
    if (finding.operation !== operation || measure.kind !== "percentile" || measure.basis !== basis)
      return [];
    if (finding.state === "not_in_plan") return [];
    const sign = comparison.replace("<=", "\u2264").replace(">=", "\u2265");
    const name = `p${Number((measure.p * 100).toFixed(6))}`;
    const window = windowUs === null ? "" : " (windowed)";
    return [
      {
        text: plainLine(`${name} ${sign} ${limit / US_PER_MS} ms${window}`),
        p: measure.p,
        limitMs: limit / US_PER_MS,
        phase: plan.phases.find(({ index }) => index === finding.phase) ?? null,
      },
    ];
  });
}

/** A limit in the unit of the axis that it is drawn on. */
export interface DrawnLimit {
  readonly text: string;
  readonly v: number;
  readonly phase: Phase | null;
}

/** A dashed line over each level at its limit; a limit that several levels share is named once. */
export function limitLayers(limits: readonly DrawnLimit[], axis: TimeAxis, size: Size): readonly Spec[] {
  const drawn = limits.flatMap(({ phase, v, text }) =>
    phase === null ? [] : [{ t: axis.at(phase.startUs), t2: axis.at(phase.endUs), v, text, phase }],
  );
  const named = drawn.filter(({ text }, i) => drawn.findIndex((other) => other.text === text) === i);
  const endUs = Math.max(1, ...limits.map(({ phase }) => phase?.endUs ?? 0));
  const wide = plotWidth(size);
  const labels = named.map(({ t, t2, v, text, phase }) => {
    const fits = (phase.startUs / endUs) * wide + textWidth(text, size) < wide;
    return { t: fits ? t : t2, v, text, align: fits ? "left" : "right" };
  });
  return [
    {
      data: { values: drawn.map(({ t, t2, v }) => ({ t, t2, v })) },
      mark: { type: "rule", color: paintOf("limit"), strokeDash: [6, 4], strokeWidth: 1.5 },
      encoding: { x2: { field: "t2" } },
    },
    ...(["left", "right"] as const).map((align) => ({
      data: { values: labels.filter((label) => label.align === align) },
      mark: {
        type: "text",
        color: paintOf("limit"),
        align,
        baseline: "bottom",
        dx: align === "left" ? 4 : -4,
        dy: -3,
      },
      encoding: { text: { field: "text" } },
    })),
  ];
}
