import { plainText } from "../plain-text.ts";

/** HTML that is safe to write as it is. Only this file and the chart cleaner make it from strings. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | readonly Child[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for an element's content or a quoted attribute: controls made visible, the five special characters escaped. */
export function escapeText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (special) => ESCAPES[special] ?? special);
}

/** A template in which every value is escaped, but values that are markup already; lists are joined. */
export function markup(strings: TemplateStringsArray, ...children: readonly Child[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + written(children[i - 1] ?? "") + part));
}

function written(child: Child): string {
  if (child instanceof Markup) return child.text;
  if (typeof child === "string") return escapeText(child);
  return typeof child === "number" ? String(child) : child.map(written).join("");
}

export const NOTHING = new Markup("");

/** The markup when the condition holds, else nothing. */
export function when(condition: boolean, then: () => Markup): Markup {
  return condition ? then() : NOTHING;
}
