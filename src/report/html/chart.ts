import type { Token } from "./palette.ts";

/** A Vega-Lite specification, or a part of one. */
export type Spec = Readonly<Record<string, unknown>>;

/** Charts are drawn twice, for screens and for phones: text scales with an SVG, so one drawing cannot serve both. */
export interface Size {
  readonly name: "wide" | "narrow";
  readonly widthPx: number;
  readonly axisPx: number;
  readonly fontPx: number;
  /** Tooltips need a pointer, so phones go without. */
  readonly tips: boolean;
  /** At most so many bars, or tooltips, side by side. */
  readonly bins: number;
  /** At most so many points a line; extremes are kept. */
  readonly points: number;
}

/** The sizes that a chart of this span is drawn in. */
export function sizesOf(span: Chart["span"]): readonly Size[] {
  return [
    span === "full"
      ? { name: "wide", widthPx: 1000, axisPx: 60, fontPx: 13, tips: true, bins: 180, points: 2000 }
      : { name: "wide", widthPx: 488, axisPx: 60, fontPx: 13, tips: true, bins: 90, points: 1000 },
    { name: "narrow", widthPx: 340, axisPx: 52, fontPx: 12, tips: false, bins: 68, points: 600 },
  ];
}

export interface LegendEntry {
  readonly text: string;
  readonly token: Token;
  readonly shape: "line" | "dashed" | "square" | "up" | "down";
}

/** One figure of the page. */
export interface Chart {
  /** Letters, digits and dashes; unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** How to read it. */
  readonly note: string;
  readonly legend: readonly LegendEntry[];
  readonly heightPx: number;
  /** On wide screens: the whole width, or half of it beside another. */
  readonly span: "full" | "half";
  /** The axes' encodings, which every layer inherits (fields t and v, to t2 and v2), and the layers. */
  draw(size: Size): { readonly layer: readonly Spec[]; readonly x: Spec; readonly y: Spec };
}
