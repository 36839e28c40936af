import type { Report } from "../../format.ts";
import { plainLine } from "../../plain-text.ts";
import { validityUnit } from "../../validity-unit.ts";
import { holdsWord } from "../../words.ts";
import { type Markup, markup, when } from "../markup.ts";

const SYMBOLS = { holds: "\u2713", "does not hold": "\u2717", "not available": "\u2013" } as const;

/** Whether the generator was sound: every check with its limit and what was observed. */
export function validitySection({ verdict }: Report): Markup {
  if (verdict.validity.length === 0) return markup``;
  return markup`<section aria-labelledby="validity"><h2 id="validity">Was the generator sound?</h2>
<p class="lead">An unsound generator makes a run invalid, whatever the target did. Start lag only ever adds to response times. Causes explain what stands beside them.</p>
<table class="stack" role="table"><caption>Checks of the generator</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Check</th><th role="columnheader" scope="col">At</th><th role="columnheader" scope="col">Result</th><th role="columnheader" scope="col" class="n">Observed</th><th role="columnheader" scope="col" class="n">Limit</th></tr></thead>
<tbody role="rowgroup">${verdict.validity.map((check) => {
    const word = holdsWord(check);
    return markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(check.check.replaceAll("_", " "))} <span class="tag">${check.role}</span>${when(check.detail !== "", () => markup`<span class="sub">${plainLine(check.detail)}</span>`)}</th><td role="cell" data-head="At">${check.x === null ? "run" : `${check.x}x`}</td><td role="cell" data-head="Result" class="state ${classOf(check)}"><span aria-hidden="true">${SYMBOLS[word]}</span> ${word}</td><td role="cell" data-head="Observed" class="n">${validityUnit(check.observed, check.unit)}</td><td role="cell" data-head="Limit" class="n">${check.limit === null ? "" : validityUnit(check.limit, check.unit)}</td></tr>`;
  })}</tbody></table></section>`;
}

/** A cause explains and breaks nothing, so it is marked less loudly than a check that does. */
function classOf({ holds, role }: Report["verdict"]["validity"][number]): string {
  if (holds === null) return "absent";
  if (holds) return "holds";
  return role === "cause" ? "noted" : "fails";
}
