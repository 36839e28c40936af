import type { RunRecord } from "../record/index.ts";
import type { ValidityCheck, Verdict, VerdictKind } from "../verdict/index.ts";
import { checkPlace } from "./check-place.ts";
import { levelLines } from "./console/levels.ts";
import { hanging } from "./console/lines.ts";
import { type Ink, painter } from "./console/paint.ts";
import { promiseLines } from "./console/promises.ts";
import { headlineOf } from "./headline.ts";
import { newsOf } from "./news.ts";
import { plainLine } from "./plain-text.ts";
import type { Summary } from "./summary-schema.ts";
import { validityUnit } from "./validity-unit.ts";

export interface ConsoleStyle {
  readonly color: boolean;
  /** Columns of the terminal; lines keep within 60 to 120. */
  readonly width: number;
  /** Where the run's files lie; without it they are not listed. */
  readonly folder?: string;
  /** Those of them to name; without it all that a run writes. */
  readonly files?: readonly string[];
}

const VERDICT_INK: Readonly<Record<VerdictKind, Ink>> = {
  pass: "green",
  fail: "red",
  inconclusive: "yellow",
  invalid: "magenta",
  incomplete: "yellow",
};

/** The result for a terminal: verdict and reasons, promises, levels, what was unsound, notices, where the files are. */
export function renderConsole(
  record: RunRecord,
  verdict: Verdict,
  summary: Summary,
  style: ConsoleStyle,
): string {
  const width = Math.min(120, Math.max(60, style.width));
  const paint = painter(style.color);
  const title = (text: string): string[] => ["", paint("bold", text)];
  const listed = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => hanging("  - ", plainLine(text), width));

  const word = verdict.kind.toUpperCase();
  const [first = "", ...rest] = hanging(`${word}  `, headlineOf(record, verdict), width);
  const head = paint("bold", paint(VERDICT_INK[verdict.kind], word)) + first.slice(word.length);
  // A circumstance without a figure (a target on the same machine) explains a check that failed; alone it is for the full report.
  const broken = verdict.validity.filter(({ holds }) => holds === false);
  const notices = newsOf(summary);
  const whereText = (check: ValidityCheck): string => {
    const place = checkPlace(check);
    return place === "run" ? "" : place === "recovery" ? " in the recovery" : ` at ${place}`;
  };
  const unsound = broken.some(({ limit }) => limit !== null) ? broken : [];

  return [
    head,
    ...rest,
    ...listed(verdict.reasons),
    ...(summary.objectives.length === 0
      ? []
      : [...title("Promises"), ...promiseLines(summary, width, paint)]),
    ...summary.levels.flatMap((level) => ["", ...levelLines(level, summary, width, paint)]),
    ...(unsound.length === 0 ? [] : title("Generator checks that do not hold")),
    ...listed(
      unsound.map(
        (check) =>
          `${check.check}${whereText(check)}: ${[
            ...(check.limit === null
              ? []
              : [
                  `${validityUnit(check.observed, check.unit)}, limit ${validityUnit(check.limit, check.unit)}`,
                ]),
            ...(check.detail === "" ? [] : [check.limit === null ? check.detail : `(${check.detail})`]),
          ].join(" ")}`,
      ),
    ),
    ...(notices.length === 0 ? [] : title("Notices")),
    ...listed(notices),
    ...(style.folder === undefined
      ? []
      : [
          "",
          ...hanging(
            "Files: ",
            `${plainLine(style.folder)}/ (${(style.files ?? summary.files).join(", ")})`,
            width,
          ),
        ]),
    "",
  ].join("\n");
}
