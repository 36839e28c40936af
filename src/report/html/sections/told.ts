import type { Report } from "../../format.ts";
import { plainLine, plainText, shorten } from "../../plain-text.ts";
import { type Markup, markup, when } from "../markup.ts";
import { prose } from "../prose.ts";

const MOST_EXAMPLES = 20;
const MOST_CHARACTERS = 2000;

/** What a reader should know besides: the notices, the verdict's blind spot among them, and what the target sent that was not good. */
export function toldSection({ record, summary }: Report): Markup {
  const examples = record.notices.flatMap(({ at_us, notice }) =>
    notice.kind === "example" ? [{ ...notice, seconds: (at_us / 1e6).toFixed(1) }] : [],
  );
  const more = examples.length - MOST_EXAMPLES;
  return markup`${when(
    summary.notices.length > 0,
    () => markup`<section aria-labelledby="notices"><h2 id="notices">Good to know</h2>
<ul class="plain">${summary.notices.map((notice) => markup`<li>${prose(notice)}</li>`)}</ul></section>`,
  )}${when(
    examples.length > 0,
    () => markup`<section aria-labelledby="examples"><h2 id="examples">Examples of what was not good</h2>
<p class="lead">As the target sent it, secrets redacted, long ones cut.</p>
${examples
  .slice(0, MOST_EXAMPLES)
  .map(
    ({ operation, what, excerpt, seconds }) =>
      markup`<h3>${plainLine(operation)}: ${plainLine(what)} <span class="tag">at ${seconds} s</span></h3><pre>${shorten(plainText(excerpt), MOST_CHARACTERS)}</pre>`,
  )}${when(more > 0, () => markup`<p class="lead">${more} more in record.ndjson.</p>`)}</section>`,
  )}`;
}
