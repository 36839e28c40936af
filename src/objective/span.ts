import { readDuration, type Us } from "../shared/index.ts";

/** The kinds that have one, for a hint. */
const ELSEWHERE = { per: "drift and growth", over: "good" } as const;

/** What a kind wants behind its limit. */
interface Spanned {
  readonly span?: { readonly word: "per" | "over"; readonly example: string };
}

/** The time behind `per` or `over`, 0 for a kind that has none; or what is wrong with it. */
export function readSpan(
  { span }: Spanned,
  measureText: string,
  word: string | undefined,
  text: string | undefined,
): { readonly us: Us } | { readonly problem: string } {
  if (span === undefined) {
    if (word === undefined) return { us: 0 };
    const whose = ELSEWHERE[word === "over" ? "over" : "per"];
    return { problem: `"${word} ${text}" belongs to ${whose}, not to ${measureText}: leave it out` };
  }
  if (word !== span.word || text === undefined) {
    return { problem: `${measureText} takes "${span.word} ${span.example}" behind its limit` };
  }
  const us = readDuration(text);
  if (us !== null && us > 0) return { us };
  return { problem: `"${word} ${text}": "${text}" is not a duration with its unit, such as ${span.example}` };
}
