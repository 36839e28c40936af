import type { State } from "../../objective/index.ts";
import { boundsText, figureText, shortNumber } from "../amounts.ts";
import { plainLine } from "../plain-text.ts";
import type { Summary, SummaryObjective } from "../summary-schema.ts";
import { STATE_WORDS } from "../words.ts";
import { type Column, hanging, type Row, table } from "./lines.ts";
import type { Ink, Paint } from "./paint.ts";

const COLUMNS: readonly Column[] = [
  { head: "promise", align: "left" },
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

/** The promise table, each promise over the levels and operations it was judged at, then the notes of those that have one. */
export function promiseLines({ objectives }: Summary, width: number, paint: Paint): string[] {
  const headings = [...new Set(objectives.map(headingText))];
  const rows = headings.flatMap((heading): Row[] => [
    { cells: [heading] },
    ...objectives.filter((objective) => headingText(objective) === heading).map(rowOf),
  ]);
  const notes = objectives.filter(({ note }) => note !== "");
  return [
    ...table(COLUMNS, rows, width, paint),
    ...notes.flatMap((objective) =>
      hanging(
        "  - ",
        plainLine(`${headingText(objective)}, ${placeText(objective)}: ${objective.note}`),
        width,
      ),
    ),
  ];
}

function rowOf(objective: SummaryObjective): Row {
  const { observed, unit, margin, samples, state } = objective;
  return {
    cells: [
      `  ${placeText(objective)}`,
      figureText(observed, unit),
      boundsText(objective.bounds, unit),
      typeof margin === "number" ? `${shortNumber(margin * 100, 3)} %` : "",
      String(samples),
      STATE_WORDS[state].word,
    ],
    inks: { 5: STATE_INK[state] },
  };
}

/** Where it was judged: "at 2x", "recovery", of `all` with the operation: "recall at 2x". */
function placeText({ that, operation, at }: SummaryObjective): string {
  const place = /^[0-9]/.test(at) ? `at ${at}` : at;
  return plainLine(that.startsWith("all.") ? `${operation} ${place}` : place);
}

function headingText({ that, severity }: SummaryObjective): string {
  return plainLine(`${that}${severity === "warning" ? " (warning)" : ""}`);
}
