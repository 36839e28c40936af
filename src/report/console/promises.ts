import type { State } from "../../objective/index.ts";
import { boundsText, figureText, marginText } from "../amounts.ts";
import { speaksOf } from "../news.ts";
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

/**
 * The promise table, each promise over the levels and operations it was judged at, then the notes that say more than the
 * table and the reasons and notices do.
 */
export function promiseLines(
  { objectives, reasons, notices }: Summary,
  width: number,
  paint: Paint,
): string[] {
  const headings = [...new Set(objectives.map(headingText))];
  const rows = headings.flatMap((heading): Row[] => [
    { cells: [heading] },
    ...objectives.filter((objective) => headingText(objective) === heading).map(rowOf),
  ]);
  const told = [...reasons, ...notices.map((notice) => notice.replace(/^warning, decides nothing: /, ""))];
  const notes = objectives.filter((objective) => isNews(objective, told));
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

/**
 * A promise that held, or whose level is not in the plan, has no note worth a line here; one that is among the reasons
 * or the warnings has told its own there.
 */
function isNews({ note, state, that, operation, at }: SummaryObjective, told: readonly string[]): boolean {
  if (note === "" || state === "held" || (state === "not_in_plan" && at !== "any level")) return false;
  return !told.some((sentence) => speaksOf(sentence, { that, operation, at }));
}

function rowOf(objective: SummaryObjective): Row {
  const { observed, unit, margin, samples, state } = objective;
  return {
    cells: [
      `  ${placeText(objective)}`,
      figureText(observed, unit),
      boundsText(objective.bounds, unit),
      marginText(margin),
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
