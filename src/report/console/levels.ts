import { figureText, shortNumber } from "../amounts.ts";
import { notGood } from "../not-good.ts";
import { plainLine } from "../plain-text.ts";
import { signalText } from "../signals.ts";
import type { Summary, SummaryLevel } from "../summary-schema.ts";
import { type Column, hanging, table } from "./lines.ts";
import type { Paint } from "./paint.ts";

const HEADS = ["planned", "p50", "p95", "p99", "max", "errors"];

/** One level: what was offered and achieved, then a line an operation. */
export function levelLines(
  level: SummaryLevel,
  { workload }: Summary,
  width: number,
  paint: Paint,
): string[] {
  const basis = workload === "open" ? "response time" : "service time";
  const columns: Column[] = [
    { head: basis, align: "left" },
    ...HEADS.map((head): Column => ({ head, align: "right" })),
  ];
  const rows = Object.entries(level.operations).map(([name, operation]) => {
    const service = operation.kind === "step" || (workload === "closed" && operation.kind !== "probe");
    const times = service ? operation.service_time : operation.response_time;
    const of = operation.kind === "operation" ? "" : ` (${operation.kind})`;
    return {
      cells: [
        plainLine(name) + of,
        String(operation.planned),
        ...[times.p50_ms, times.p95_ms, times.p99_ms, times.max_ms].map((figure) => figureText(figure, "ms")),
        figureText(operation.error_ratio, "ratio"),
      ],
    };
  });
  const name = level.phase === "recovery" ? `Recovery at ${level.x}x` : `Level ${level.x}x`;
  const [head = "", ...more] = hanging(`${name}: `, rates(level), width);
  return [
    paint("bold", name) + head.slice(name.length),
    ...more,
    ...table(columns, rows, width, paint),
    ...Object.entries(level.operations).flatMap(([operation, counts]) => {
      const text = notGood(counts);
      return text === "" ? [] : hanging("  - ", plainLine(`${operation}: ${text}`), width);
    }),
    ...signalLines(level, width, paint),
    ...(level.unsteady === "" ? [] : hanging("  - ", plainLine(`not steady: ${level.unsteady}`), width)),
  ];
}

const SIGNAL_HEADS = ["first", "last", "min", "max", "samples"];

/** The target's own figures, a line each; nothing without any. */
function signalLines({ signals }: SummaryLevel, width: number, paint: Paint): string[] {
  const rows = Object.entries(signals).map(([name, { unit, first, last, min, max, samples, intervals }]) => ({
    cells: [
      plainLine(`target.${name}`),
      ...[first, last, min, max].map((figure) => signalText(figure, unit)),
      samples === intervals ? String(samples) : `${samples} of ${intervals}`,
    ],
  }));
  if (rows.length === 0) return [];
  const columns: Column[] = [
    { head: "signal", align: "left" },
    ...SIGNAL_HEADS.map((head): Column => ({ head, align: "right" })),
  ];
  return table(columns, rows, width, paint);
}

function rates(level: SummaryLevel): string {
  const seconds =
    level.seconds === level.planned_seconds
      ? `${shortNumber(level.seconds)} s`
      : `${shortNumber(level.seconds)} of ${shortNumber(level.planned_seconds)} s`;
  return [
    seconds,
    level.users === null ? `offered ${figureText(level.offered_per_s, "per_s")}` : `${level.users} users`,
    `achieved ${figureText(level.achieved_per_s, "per_s")}`,
    ...(level.steady === null ? [] : [level.steady ? "steady" : "not steady"]),
    ...(level.max_in_flight === null ? [] : [`up to ${level.max_in_flight} in flight`]),
  ].join(", ");
}
