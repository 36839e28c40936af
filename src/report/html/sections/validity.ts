import type { ValidityCheck } from "../../../verdict/index.ts";
import { checkPlace } from "../../check-place.ts";
import type { Report } from "../../format.ts";
import { plainLine } from "../../plain-text.ts";
import { validityUnit } from "../../validity-unit.ts";
import { holdsWord } from "../../words.ts";
import { type Markup, markup, NOTHING, when } from "../markup.ts";
import { prose } from "../prose.ts";

const SYMBOLS = { holds: "\u2713", "does not hold": "\u2717", "not available": "\u2013" } as const;

/** What a broken check means. */
const GROUPS: readonly (readonly [ValidityCheck["role"], title: string, lead: string])[] = [
  [
    "unsound",
    "If one breaks, the run is invalid",
    "Without these the figures are no evidence, whatever the target did.",
  ],
  [
    "lag",
    "Lateness of our own",
    "It only adds to response times: a pass stands, and a broken promise counts only if it is broken without it.",
  ],
  ["cause", "Circumstances and causes", "They decide nothing; they explain what stands beside them."],
];

/** Whether the generator was sound: what does not hold in sight, all the rest folded away. */
export function validitySection({ verdict: { validity } }: Report): Markup {
  if (validity.length === 0) return NOTHING;
  return markup`<section aria-labelledby="validity"><h2 id="validity">Was the generator sound?</h2>
${GROUPS.map(([role, title, lead]) => {
  const own = validity.filter((check) => check.role === role);
  return when(own.length > 0, () => group(title, lead, own));
})}</section>`;
}

function group(title: string, lead: string, own: readonly ValidityCheck[]): Markup {
  const broken = own.filter(({ holds }) => holds === false);
  const rest = own.filter(({ holds }) => holds !== false);
  return markup`<h3>${title}</h3>
<p class="lead">${lead}</p>
${when(broken.length > 0, () => checkTable(`${title}: does not hold`, broken))}
${when(rest.length > 0, () => markup`<details><summary>${restText(rest, broken.length === 0)}</summary>${checkTable(`${title}: the rest`, rest)}</details>`)}
`;
}

/** "All 8 hold", "5 hold, 2 are not available". */
function restText(rest: readonly ValidityCheck[], whole: boolean): string {
  const held = rest.filter(({ holds }) => holds === true).length;
  const absent = rest.length - held;
  if (absent === 0) return held === 1 ? "1 check holds" : `${whole ? "All " : ""}${held} checks hold`;
  const missing = `${absent} not available`;
  return held === 0 ? missing : `${held} ${held === 1 ? "check holds" : "checks hold"}, ${missing}`;
}

function checkTable(caption: string, checks: readonly ValidityCheck[]): Markup {
  return markup`<table class="stack" role="table"><caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Check</th><th role="columnheader" scope="col">At</th><th role="columnheader" scope="col">Result</th><th role="columnheader" scope="col" class="n">Observed</th><th role="columnheader" scope="col" class="n">Limit</th></tr></thead>
<tbody role="rowgroup">${checks.map(row)}</tbody></table>`;
}

function row(check: ValidityCheck): Markup {
  const word = holdsWord(check);
  return markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(check.check.replaceAll("_", " "))}${when(check.detail !== "", () => markup`<span class="sub">${prose(check.detail)}</span>`)}</th><td role="cell" data-head="At">${checkPlace(check)}</td><td role="cell" data-head="Result" class="state ${classOf(check)}"><span aria-hidden="true">${SYMBOLS[word]}</span> ${word}</td><td role="cell" data-head="Observed" class="n">${observedText(check)}</td><td role="cell" data-head="Limit" class="n">${check.limit === null ? "" : validityUnit(check.limit, check.unit)}</td></tr>`;
}

/** A circumstance is there or not: it has neither figure nor limit. */
function observedText({ observed, limit, unit }: ValidityCheck): string {
  if (observed !== null) return validityUnit(observed, unit);
  return limit === null ? "" : "?";
}

/** A cause explains and breaks nothing, so it is marked less loudly than a check that does. */
function classOf({ holds, role }: ValidityCheck): string {
  if (holds === null) return "absent";
  if (holds) return "holds";
  return role === "cause" ? "noted" : "fails";
}
