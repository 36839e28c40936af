import parse from "parse-prometheus-text-format";
import type { Series } from "../../bundle/index.ts";

/** What an exposition says of a series: its value, or why it has none. */
export type Sampled =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "unmeasured"; readonly why: string };

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | null;
}

/** A line of the format holds a name, labels and two numbers; one beyond this is not one. */
const MOST_LINE_CHARACTERS = 16_384;
const MOST_SAMPLES = 10_000;
/** Decimal numbers, as every exporter writes them. `Number` alone would read "" as 0 and "0x10" as 16. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The value of a series in an exposition (Prometheus text format 0.0.4; OpenMetrics differs in what is not looked at).
 * Only lines of the wanted metric are parsed, each by itself: comments are left out, since the library makes families by
 * them and then drops labelled sums and counts, and one broken line elsewhere must not take the value away. NaN and
 * infinities are no values, and neither are several label sets without `over`.
 */
export function sampleOf(text: string, { name, labels }: Series, over?: "sum" | "max"): Sampled {
  const samples: Sample[] = [];
  let seen = 0;
  for (const line of linesOf(text, name)) {
    if (++seen > MOST_SAMPLES) return unmeasured(`${name} stands in more than ${MOST_SAMPLES} lines`);
    const sample = parseLine(line, name);
    if (sample === null) return unmeasured(`a line of ${name} cannot be read`);
    if ([...labels].every(([label, value]) => sample.labels[label] === value)) samples.push(sample);
  }
  const [first] = samples;
  if (first === undefined) {
    return unmeasured(seen === 0 ? `there is no ${name}` : `no ${name} has these labels`);
  }
  if (samples.length > 1 && over === undefined) {
    return unmeasured(
      `${samples.length} label sets of ${name} match: name more labels, or say over: "sum" or "max"`,
    );
  }
  const values = samples.flatMap(({ value }) => value ?? []);
  if (values.length < samples.length) return unmeasured(`${name} is not a finite number`);
  const value = values.reduce((a, b) => (over === "max" ? Math.max(a, b) : a + b));
  return Number.isFinite(value) ? { kind: "value", value } : unmeasured(`${name} is not a finite number`);
}

/** Names of the metrics in an exposition, at most `most` of them: for an error that names the nearest. */
export function namesIn(text: string, most: number): readonly string[] {
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(/^[ \t]*([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t{]/gm)) {
    names.add(name);
    if (names.size === most) break;
  }
  return [...names];
}

/** The lines that begin with this metric's name, found without looking at the others. */
function* linesOf(text: string, name: string): Generator<string> {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    let start = at;
    while (start > 0 && isBlank(text[start - 1])) start--;
    const after = text[at + name.length];
    if ((start > 0 && text[start - 1] !== "\n") || !(after === "{" || isBlank(after))) continue;
    const feed = text.indexOf("\n", at);
    yield text.slice(at, feed < 0 ? text.length : feed);
  }
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** Null for a line that is not `name{labels} value [timestamp]`. */
function parseLine(line: string, name: string): Sample | null {
  if (line.length > MOST_LINE_CHARACTERS) return null;
  try {
    // The library loses a last line without its line feed.
    const [family, ...more] = parse(`${withoutBlanks(line)}\n`);
    const [sample, ...others] = family?.metrics ?? [];
    if (sample?.value === undefined || more.length + others.length > 0 || family?.name !== name) return null;
    const value = readNumber(sample.value);
    return value === undefined ? null : { labels: sample.labels ?? {}, value };
  } catch {
    return null;
  }
}

/** Null for NaN and infinities, undefined for text that is no number of the format. */
function readNumber(text: string): number | null | undefined {
  if (/^(?:NaN|[+-]?Inf(?:inity)?)$/i.test(text)) return null;
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The label block without the blanks between its parts: the library refuses one behind a comma, which the format allows. */
function withoutBlanks(line: string): string {
  let clean = "";
  let inQuotes = false;
  let inBraces = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? "";
    if (inQuotes && character === "\\") {
      clean += character + (line[++i] ?? "");
      continue;
    }
    if (character === '"' && inBraces) inQuotes = !inQuotes;
    else if (!inQuotes && character === "{") inBraces = true;
    else if (!inQuotes && character === "}") inBraces = false;
    else if (inBraces && !inQuotes && isBlank(character)) continue;
    clean += character;
  }
  return clean;
}

function unmeasured(why: string): Sampled {
  return { kind: "unmeasured", why };
}
