import { shortNumber } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { headlineOf } from "../../headline.ts";
import { plainLine } from "../../plain-text.ts";
import { VERDICT_WORDS } from "../../words.ts";
import { type Markup, markup, when } from "../markup.ts";
import { prose } from "../prose.ts";

/** What the reader came for: the verdict in a word, why, and of what run. */
export function verdictSection({ record, verdict, summary }: Report): Markup {
  const { symbol, meaning } = VERDICT_WORDS[verdict.kind];
  const { header } = record;
  const planned = summary.levels
    .flatMap(({ operations }) => Object.values(operations))
    .reduce((sum, { kind, planned }) => sum + (kind === "operation" ? planned : 0), 0);
  const { expected } = summary;
  const load = expected.rate === null ? `${expected.users} users` : `${shortNumber(expected.rate)}/s`;
  const ended = endText(summary.ended);
  return markup`<header class="verdict ${verdict.kind}">
<p class="kicker">${headlineOf(record, verdict)}</p>
<h1><span class="mark" aria-hidden="true">${symbol}</span>${verdict.kind[0]?.toUpperCase() ?? ""}${verdict.kind.slice(1)}</h1>
<p>${meaning}</p>
${when(ended !== "", () => markup`<p><strong>${ended}</strong></p>`)}
${when(summary.reasons.length > 0, () => markup`<ul class="reasons">${summary.reasons.map((reason) => markup`<li>${prose(reason)}</li>`)}</ul>`)}
</header>
<dl class="facts">
<div><dt>Tested build</dt><dd>${plainLine(summary.target.build)}</dd></div>
<div><dt>Expected load (1x)</dt><dd>${load}<small>${plainLine(expected.source)}</small></dd></div>
<div><dt>In the judged phases</dt><dd>${planned} arrivals<small>${summary.workload}, ${summary.arrivals}, seed ${summary.seed}</small></dd></div>
<div><dt>Started</dt><dd>${header.started_at.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}<small>${summary.engine.name} engine</small></dd></div>
</dl>`;
}

/** How a run ended that did not run to its end; empty for a complete one. */
function endText(ended: Report["summary"]["ended"]): string {
  const text = (key: string): string => plainLine(String(ended[key] ?? ""));
  switch (ended.kind) {
    case "complete":
      return "";
    case "stopped":
      return `Stopped by a stop rule: ${text("rule")}`;
    case "interrupted":
      return `Incomplete: interrupted by ${text("signal")}.`;
    case "scenario_error":
      return `Incomplete: the scenario failed at ${text("where")}: ${text("message")}`;
    case "engine_failed":
      return `Incomplete: the engine failed: ${text("message")}`;
    default:
      return "Incomplete: the record just stops, so the run was killed. What was recorded is shown; nothing beyond it is judged.";
  }
}
