import type { Ink, Paint } from "./paint.ts";

/** Characters as a terminal counts them, wide ones apart. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** Breaks at spaces into lines of at most `width`; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  const lead = /^ */.exec(text)?.[0] ?? "";
  for (let word of text.slice(lead.length).split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = "";
    }
    while (widthOf(word) > width) {
      const characters = [...word];
      lines.push(characters.slice(0, width).join(""));
      word = characters.slice(width).join("");
    }
    line = line === "" ? (lines.length === 0 ? lead : "") + word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** A wrapped text behind a lead; the lines after the first are indented as deep as the lead is wide. */
export function hanging(lead: string, text: string, width: number): string[] {
  const indent = " ".repeat(widthOf(lead));
  return wrap(text, width - widthOf(lead)).map((line, i) => `${i === 0 ? lead : indent}${line}`.trimEnd());
}

export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
}

export interface Row {
  /** One cell alone is a heading over the rows below it and may use the whole width. */
  readonly cells: readonly string[];
  /** Ink of single cells, by column. */
  readonly inks?: Readonly<Record<number, Ink>>;
}

const INDENT = 2;
const GAP = 2;
const LEAST_FIRST = 12;

/** A table that fits `width`: the first column takes what the others leave and wraps. */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  paint: Paint,
): string[] {
  const widths = columns.map(({ head }, i) =>
    Math.max(widthOf(head), ...rows.map(({ cells }) => (cells.length > 1 ? widthOf(cells[i] ?? "") : 0))),
  );
  const others = widths.slice(1).reduce((sum, w) => sum + GAP + w, INDENT);
  widths[0] = Math.max(LEAST_FIRST, Math.min(widths[0] ?? 0, width - others));

  const cell = (text: string, i: number, ink?: Ink): string => {
    const pad = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
    const inked = ink === undefined ? text : paint(ink, text);
    return columns[i]?.align === "right" ? pad + inked : inked + pad;
  };
  const line = (cells: readonly string[], inks: Row["inks"] = {}): string =>
    (" ".repeat(INDENT) + cells.map((text, i) => cell(text, i, inks[i])).join(" ".repeat(GAP))).trimEnd();

  const heads = columns.map(({ head }) => head);
  return [
    line(heads, Object.fromEntries(heads.map((_, i) => [i, "dim" as const]))),
    ...rows.flatMap(({ cells, inks }) => {
      if (cells.length === 1) return hanging(" ".repeat(INDENT), cells[0] ?? "", width);
      const [first = "", ...more] = wrap(cells[0] ?? "", widths[0] ?? 0);
      return [line([first, ...cells.slice(1)], inks), ...more.map((rest) => line([rest]))];
    }),
  ];
}
