import type { State } from "../../objective/index.ts";
import { bareText, figureText, shortNumber } from "../amounts.ts";
import { plainLine } from "../plain-text.ts";
import type { Summary, SummaryObjective } from "../summary-schema.ts";
import { STATE_WORDS } from "../words.ts";
import { type Column, hanging, table } from "./lines.ts";
import type { Ink, Paint } from "./paint.ts";

const COLUMNS: readonly Column[] = [
  { head: "promise", align: "left" },
  { head: "at", align: "left" },
  { head: "observed", align: "right" },
  { head: "95 % bounds", align: "right" },
  { head: "margin", align: "right" },
  { head: "samples", align: "right" },
  { head: "state", align: "left" },
];

const STATE_INK: Readonly<Record<State, Ink>> = {
  held: "green",
  broken: "red",
  undecided: "yellow",
  unmeasured: "yellow",
  not_in_plan: "dim",
};

/** The promise table, then the notes of those that have one. */
export function promiseLines({ objectives }: Summary, width: number, paint: Paint): string[] {
  const rows = objectives.map((objective) => ({
    cells: [
      promiseText(objective),
      objective.at,
      figureText(objective.observed, objective.unit),
      boundsText(objective),
      typeof objective.margin === "number" ? `${shortNumber(objective.margin * 100)} %` : "",
      String(objective.samples),
      STATE_WORDS[objective.state].word,
    ],
    inks: { 6: STATE_INK[objective.state] },
  }));
  const notes = objectives.filter(({ note }) => note !== "");
  return [
    ...table(COLUMNS, rows, width, paint),
    ...notes.flatMap((objective) =>
      hanging("  - ", plainLine(`${promiseText(objective)} (${objective.at}): ${objective.note}`), width),
    ),
  ];
}

/** "1270 to 1350"; empty where the observed value is exact or nothing was measured. */
export function boundsText({ bounds, unit }: Pick<SummaryObjective, "bounds" | "unit">): string {
  return bounds === null ? "" : `${bareText(bounds[0], unit)} to ${bareText(bounds[1], unit)}`;
}

/** The promise as written; of `all`, with the operation it speaks of here; a warning says so. */
function promiseText({ that, operation, severity }: SummaryObjective): string {
  const about = that.startsWith("all.") ? ` (${operation})` : "";
  return plainLine(`${that}${about}${severity === "warning" ? " (warning)" : ""}`);
}
