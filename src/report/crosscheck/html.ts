import { RATIO_TOLERANCE } from "../../compare/index.ts";
import { htmlDocument } from "../html/document.ts";
import { type Markup, markup, when } from "../html/markup.ts";
import { prose } from "../html/prose.ts";
import { figure } from "../html/sections/charts.ts";
import { plainLine } from "../plain-text.ts";
import { VERDICT_WORDS } from "../words.ts";
import { agreementTables } from "./agreement-tables.ts";
import { engineSpectra } from "./engine-spectra.ts";
import { toleranceText } from "./figures.ts";
import { CROSSCHECK_WORDS, type CrosscheckReport } from "./report.ts";

/** crosscheck.html: the state and its reasons, every figure of both engines, their distributions over each other, the runs. */
export async function crosscheckPage(report: CrosscheckReport): Promise<string> {
  const { id, tool, result } = report;
  const figures: Markup[] = [];
  for (const chart of engineSpectra(report)) figures.push(await figure(chart));
  const title = plainLine(`${result.state.toUpperCase()}: ${result.profile}, ${id}`);
  return htmlDocument(
    title,
    markup`${headSection(report)}
<section aria-labelledby="agreement"><h2 id="agreement">Figure by figure</h2>
<p class="lead">Difference is the second engine less the first; its bounds are one-sided 95 % each. The bar shows them against the tolerance, the shaded band. Times are milliseconds.</p>
${result.levels.map((level) => agreementTables(level, report))}</section>
<section aria-labelledby="charts"><h2 id="charts">Both distributions</h2>
<div class="charts">${figures}</div></section>
${runsSection(report)}
${when(
  result.notices.length > 0,
  () => markup`<section aria-labelledby="notices"><h2 id="notices">Good to know</h2>
<ul class="plain">${result.notices.map((notice) => markup`<li>${prose(notice)}</li>`)}</ul></section>`,
)}
<footer>slo-harness ${tool} \u00b7 crosscheck ${plainLine(id)}</footer>`,
  );
}

function headSection({ result }: CrosscheckReport): Markup {
  const { symbol, meaning, like } = CROSSCHECK_WORDS[result.state];
  const [first, second] = result.engines;
  const name = `${result.state[0]?.toUpperCase() ?? ""}${result.state.slice(1)}`;
  return markup`<header class="verdict ${like}">
<p class="kicker">${plainLine(`${result.profile}: ${first.label} against ${second.label}`)}</p>
<h1><span class="mark" aria-hidden="true">${symbol}</span>${name}</h1>
<p>${meaning}</p>
${when(result.reasons.length > 0, () => markup`<ul class="reasons">${result.reasons.map((reason) => markup`<li>${prose(reason)}</li>`)}</ul>`)}
<dl class="facts"><div><dt>Engines</dt><dd>${plainLine(`${first.name} ${first.version}`)}<small>${plainLine(`${second.name} ${second.version}`)}</small></dd></div><div><dt>Rounds</dt><dd>${result.rounds}<small>one engine after the other, in turn</small></dd></div><div><dt>Workload</dt><dd>${result.workload}<small>seed ${result.seed}</small></dd></div><div><dt>Tolerance</dt><dd>${result.tolerance.us / 1_000} ms or ${Number((result.tolerance.share * 100).toPrecision(4))} %<small>whichever is larger</small></dd></div></dl>
</header>`;
}

function runsSection({ result, runs }: CrosscheckReport): Markup {
  const head = (text: string): Markup => markup`<th role="columnheader" scope="col">${text}</th>`;
  return markup`<section aria-labelledby="runs"><h2 id="runs">The runs</h2>
<p class="lead">Ordinary runs of one plan, in the order they were made; each has its own report and can be judged again. Whether they keep their promises decides nothing here; whether they are sound does.</p>
<table class="stack" role="table"><caption>Every run</caption>
<thead role="rowgroup"><tr role="row">${["Run", "Engine", "Round", "Verdict", "Record"].map(head)}</tr></thead>
<tbody role="rowgroup">${runs.map(
    ({ label, round, folder, record, verdict }) =>
      markup`<tr role="row"><th role="rowheader" scope="row"><a href="${encodeURI(folder)}/report.html">${plainLine(record.header.run_id)}</a></th><td role="cell" data-head="Engine">${plainLine(label)}</td><td role="cell" data-head="Round">${round}</td><td role="cell" data-head="Verdict" class="nowrap"><span aria-hidden="true">${VERDICT_WORDS[verdict.kind].symbol}</span> ${verdict.kind}</td><td role="cell" data-head="Record"><code>${record.digest}</code></td></tr>`,
  )}</tbody></table>
<table class="facts-table"><caption>What all runs share</caption><tbody>${[
    ["Plan", result.digests.plan],
    ["Schedule", result.digests.schedule],
    ["Scenario", result.digests.scenario],
    ["Tolerance", toleranceText(result.tolerance, RATIO_TOLERANCE)],
  ].map(
    ([name = "", value = ""]) =>
      markup`<tr><th scope="row">${name}</th><td>${value.startsWith("sha256:") ? markup`<code>${value}</code>` : value}</td></tr>`,
  )}</tbody></table></section>`;
}
