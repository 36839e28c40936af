import { type Agreement, type AgreementState, RATIO_TOLERANCE } from "../../compare/index.ts";
import type { Us } from "../../shared/index.ts";
import { bareText, figureText, shortNumber } from "../amounts.ts";
import { type Column, hanging, type Row, table } from "../console/lines.ts";
import { type Ink, painter } from "../console/paint.ts";
import type { ConsoleStyle } from "../console.ts";
import { plainLine } from "../plain-text.ts";
import { figuresOf, groupsOf, rangeText, timeoutsOf, toleranceText } from "./figures.ts";
import type { CrosscheckReport } from "./report.ts";

const INK: Readonly<Record<AgreementState | "unsound", Ink>> = {
  agree: "green",
  disagree: "red",
  undecided: "yellow",
  unsound: "magenta",
};

/** A crosscheck for a terminal: the state and its reasons, a table for every level, notices, where the files are. */
export function crosscheckConsole(
  report: CrosscheckReport,
  style: ConsoleStyle & { readonly files: readonly string[] },
): string {
  const { result, runs } = report;
  const width = Math.min(120, Math.max(60, style.width));
  const paint = painter(style.color);
  const timeouts = timeoutsOf(report);
  const [first, second] = result.engines.map(({ label }) => plainLine(label));
  const listed = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => hanging("  - ", plainLine(text), width));
  const word = result.state.toUpperCase();
  const rounds = `${result.rounds} round${result.rounds === 1 ? "" : "s"}`;
  const [head = "", ...more] = hanging(
    `${word}  `,
    plainLine(`${result.profile}: ${first} against ${second}, ${rounds}, ${result.workload} workload`),
    width,
  );
  const columns: Column[] = [
    { head: "", align: "left" },
    ...[first ?? "", second ?? "", "difference", "95 % bounds", "tolerance"].map(
      (text): Column => ({ head: text, align: "right" }),
    ),
    { head: "state", align: "left" },
  ];
  const unsound = runs.filter(({ verdict }) => verdict.kind === "invalid" || verdict.kind === "incomplete");
  return [
    paint("bold", paint(INK[result.state], word)) + head.slice(word.length),
    ...more,
    ...listed(result.reasons),
    ...result.levels.flatMap(({ x, achievedPerSec, operations }) => [
      "",
      `${paint("bold", `Level ${x}x`)}: achieved ${achievedPerSec.map((rate) => `${shortNumber(rate)}/s`).join(" and ")}`,
      ...table(
        columns,
        operations.flatMap((operation): Row[] =>
          groupsOf(operation).flatMap(({ name, agreements }): Row[] => [
            { cells: [plainLine(name)] },
            ...agreements.map((agreement) => rowOf(agreement, timeouts.get(operation.name) ?? 0)),
          ]),
        ),
        width,
        paint,
      ),
    ]),
    "",
    ...hanging("Tolerance: ", toleranceText(result.tolerance, RATIO_TOLERANCE), width),
    ...(result.workload === "open"
      ? hanging("Schedule: ", `${result.digests.schedule.slice(0, 23)}, the same arrivals for both`, width)
      : []),
    ...(result.notices.length === 0 ? [] : ["", paint("bold", "Notices"), ...listed(result.notices)]),
    ...(unsound.length === 0
      ? []
      : ["", ...hanging("", `Not sound: ${unsound.map(({ folder }) => folder).join(", ")}`, width)]),
    ...(style.folder === undefined
      ? []
      : [
          "",
          ...hanging(
            "Files: ",
            `${plainLine(style.folder)}/ (${style.files.join(", ")}, a folder for each run)`,
            width,
          ),
        ]),
    "",
  ].join("\n");
}

function rowOf(agreement: Agreement, timeoutUs: Us): Row {
  const { unit, first, second, difference, bounds, tolerance } = figuresOf(agreement, timeoutUs);
  return {
    cells: [
      `  ${agreement.what}`,
      figureText(first, unit),
      figureText(second, unit),
      typeof difference === "string" ? difference : bareText(difference, unit),
      rangeText(bounds, unit),
      bareText(tolerance, unit),
      agreement.state,
    ],
    inks: { 6: INK[agreement.state] },
  };
}
