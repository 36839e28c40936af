/** Two of the C0 controls are layout; the rest of C0, DEL, C1, and the marks that reorder or hide text are not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const INVISIBLE = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** Control pictures (U+2400 + code) show what a C0 code was; DEL has its own; C1 has none. */
function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/**
 * Text from outside made harmless for a terminal and a page: controls become visible pictures (a terminal escape shows
 * as a symbol), marks that reorder or hide text become U+FFFD. Line feeds and tabs stay.
 */
export function plainText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(CONTROL, picture).replace(INVISIBLE, "\ufffd");
}

/** {@link plainText} on one line: white space runs become one space. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}

/** At most `most` characters, the cut marked with an ellipsis. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}\u2026`;
}
