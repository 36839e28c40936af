import { boundsText, figureText, marginText } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { plainLine } from "../../plain-text.ts";
import type { SummaryObjective } from "../../summary-schema.ts";
import { STATE_WORDS } from "../../words.ts";
import { type Markup, markup, when } from "../markup.ts";
import { prose } from "../prose.ts";
import { marginBar } from "./margin-bar.ts";

/** Every promise with what was found, how sure that is, and how much room is left. */
export function promisesSection({ summary }: Report): Markup {
  return markup`<section aria-labelledby="promises">
<h2 id="promises">Promises</h2>
<p class="lead">Bounds are one-sided 95 % each; counts and worst windows have none. Margin is the share of the allowance that is left; the bar shows the observed value and its bounds against the limit.</p>
${summary.objectives.length === 0 ? markup`<p>No promise was judged.</p>` : promiseTable(summary.objectives)}
</section>`;
}

function promiseTable(objectives: readonly SummaryObjective[]): Markup {
  return markup`<table class="stack" role="table">
<caption>Each promise at each level it binds</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Promise</th><th role="columnheader" scope="col">At</th><th role="columnheader" scope="col">State</th><th role="columnheader" scope="col" class="n">Observed</th><th role="columnheader" scope="col" class="n">95 % bounds</th><th role="columnheader" scope="col" class="n">Samples</th><th role="columnheader" scope="col" class="n">Margin</th><th role="columnheader" scope="col">Against the limit</th></tr></thead>
<tbody role="rowgroup">${objectives.map(row)}</tbody>
</table>`;
}

function row(objective: SummaryObjective): Markup {
  const { that, operation, at, state, observed, bounds, unit, margin, samples, severity, source, note } =
    objective;
  const { symbol, word } = STATE_WORDS[state];
  return markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(that)}${when(severity === "warning", () => markup` <span class="tag">warning only</span>`)}${when(that.startsWith("all."), () => markup`<span class="sub">${plainLine(operation)}</span>`)}${when(note !== "", () => markup`<span class="sub">${prose(note)}</span>`)}${when(source !== null, () => markup`<span class="sub">Source: ${plainLine(source ?? "")}</span>`)}</th><td role="cell" data-head="At">${at}</td><td role="cell" data-head="State" class="state ${state}"><span aria-hidden="true">${symbol}</span> ${word}</td><td role="cell" data-head="Observed" class="n">${figureText(observed, unit)}</td><td role="cell" data-head="95 % bounds" class="n">${boundsText(bounds, unit)}</td><td role="cell" data-head="Samples" class="n">${samples}</td><td role="cell" data-head="Margin" class="n">${marginText(margin)}</td><td role="cell" class="row">${marginBar(objective)}</td></tr>`;
}
