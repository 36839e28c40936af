import type { Size } from "./chart.ts";

/** Pixels around the area between the axes: room above for the phases' names, below for labels and title. */
export const TOP_PX = 24;
export const BOTTOM_PX = 44;
export const RIGHT_PX = 10;

/** Width of the area between the axes. */
export function plotWidth({ widthPx, axisPx }: Size): number {
  return widthPx - axisPx - RIGHT_PX;
}

/** About how wide a text is drawn in the page's font; a little generous, so that what is placed by it does not collide. */
export function textWidth(text: string, { fontPx }: Size): number {
  return text.length * fontPx * 0.56;
}
