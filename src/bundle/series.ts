/** Which samples of an exposition a signal means: this metric, and of its label sets those that have these labels. */
export interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Names and escapes of the Prometheus text format (exposition formats, version 0.0.4). */
const WHOLE = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{([\s\S]*)\})?\s*$/;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\["\\n])*)"\s*(,|$)/y;
const ESCAPED: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };

/** `jobs{state="waiting"}` taken apart; null when the text is not of this form. */
export function readSeries(text: string): Series | null {
  const [, name, inside] = WHOLE.exec(text) ?? [];
  if (name === undefined) return null;
  const labels = new Map<string, string>();
  const list = inside?.trimEnd() ?? "";
  for (let at = 0; at < list.length; ) {
    LABEL.lastIndex = at;
    const [found = "", label, value = ""] = LABEL.exec(list) ?? [];
    if (label === undefined || labels.has(label)) return null;
    labels.set(
      label,
      value.replace(/\\(.)/g, (_, escaped: string) => ESCAPED[escaped] ?? escaped),
    );
    at += found.length;
  }
  return { name, labels };
}
