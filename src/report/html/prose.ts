import { plainLine } from "../plain-text.ts";
import { type Child, type Markup, markup } from "./markup.ts";

/** An option of the command line with its value: `--duration 30s`. */
const OPTION = /(--[a-z][\w-]{0,30}(?: [\w.=/]{1,16}\b)?)/;

/** A sentence for a page, on one line; options in it are never broken across two. */
export function prose(text: string): Markup {
  const parts = plainLine(text).split(OPTION);
  return markup`${parts.map((part, i): Child => (i % 2 === 0 ? part : markup`<span class="nowrap">${part}</span>`))}`;
}
