import { bareText, figureText, shortNumber } from "../../amounts.ts";
import type { Report } from "../../format.ts";
import { notGood } from "../../not-good.ts";
import { plainLine } from "../../plain-text.ts";
import { signalText } from "../../signals.ts";
import type { SummaryLevel, SummaryOperation, SummaryTimes } from "../../summary-schema.ts";
import { type Markup, markup, NOTHING, when } from "../markup.ts";
import { prose } from "../prose.ts";

const CLASSES = ["planned", "good", "bad", "failed", "timeout", "shed", "unfinished"] as const;
const TIMES = ["mean_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"] as const;
const HEADS = ["mean", "p50", "p90", "p95", "p99", "p99.9", "max"];

/** The ledger and the times of every level, by operation. */
export function levelsSection({ summary }: Report): Markup {
  return markup`<section aria-labelledby="levels"><h2 id="levels">Levels</h2>
<p class="lead">Every planned arrival is in exactly one class. Times are milliseconds, rounded to four digits; exact figures are in summary.json.</p>
${summary.levels.map(levelTables)}</section>`;
}

function levelTables(level: SummaryLevel): Markup {
  const name = level.phase === "recovery" ? `Recovery at ${level.x}x` : `${level.x}x`;
  const operations = Object.entries(level.operations);
  const head = (text: string): Markup => markup`<th role="columnheader" scope="col" class="n">${text}</th>`;
  const first = (text: string): Markup => markup`<th role="columnheader" scope="col">${text}</th>`;
  return markup`<h3>${name}</h3>
<p class="lead">${rates(level)}</p>
${when(level.unsteady !== "", () => markup`<p class="lead"><strong class="broken">Not steady.</strong> ${prose(level.unsteady)}</p>`)}
<div class="scroll" tabindex="0" role="region" aria-label="Outcomes at ${name}"><table class="stack figures" role="table"><caption>${name}: outcomes</caption>
<thead role="rowgroup"><tr role="row">${first("Operation")}${CLASSES.map(head)}${head("errors")}${head("delivered")}</tr></thead>
<tbody role="rowgroup">${operations.map(ledgerRow)}</tbody></table></div>
<div class="scroll" tabindex="0" role="region" aria-label="Times at ${name}"><table class="stack figures" role="table"><caption>${name}: times in ms</caption>
<thead role="rowgroup"><tr role="row">${first("Operation")}${first("Time")}${head("samples")}${HEADS.map(head)}</tr></thead>
<tbody role="rowgroup">${operations.map(timeRows)}</tbody></table></div>
${signalsTable(name, level)}`;
}

const SIGNAL_HEADS = ["samples", "first", "last", "min", "mean", "max"];

/** The target's own figures over the level; nothing where none was sampled. */
function signalsTable(name: string, { signals }: SummaryLevel): Markup {
  const rows = Object.entries(signals).map(([signal, { unit, samples, intervals, ...figures }]) => {
    const of = samples === intervals ? String(samples) : `${samples} of ${intervals}`;
    const values = [figures.first, figures.last, figures.min, figures.mean, figures.max];
    return markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(`target.${signal}`)}</th>${[of, ...values.map((figure) => signalText(figure, unit))].map((text, i) => cell(SIGNAL_HEADS[i] ?? "", text))}</tr>`;
  });
  if (rows.length === 0) return NOTHING;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Signals at ${name}"><table class="stack figures" role="table"><caption>${name}: the target's own figures, one value an interval</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Signal</th>${SIGNAL_HEADS.map((head) => markup`<th role="columnheader" scope="col" class="n">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table></div>
`;
}

function rates(level: SummaryLevel): string {
  const { seconds, planned_seconds, users, offered_per_s, achieved_per_s, max_in_flight } = level;
  return [
    seconds === planned_seconds
      ? `${shortNumber(seconds)} s`
      : `${shortNumber(seconds)} of ${shortNumber(planned_seconds)} s recorded`,
    users === null ? `offered ${figureText(offered_per_s, "per_s")}` : `${users} users`,
    `achieved ${figureText(achieved_per_s, "per_s")}`,
    ...(max_in_flight === null ? [] : [`at most ${max_in_flight} in flight`]),
    ...(level.steady === true ? ["steady"] : []),
  ].join(" \u00b7 ");
}

function nameOf(name: string, { kind }: SummaryOperation): Markup {
  return markup`${plainLine(name)}${when(kind !== "operation", () => markup` <span class="tag">${kind}</span>`)}`;
}

function ledgerRow([name, operation]: [string, SummaryOperation]): Markup {
  const why = notGood(operation);
  const count = (key: (typeof CLASSES)[number]): Markup => cell(key, operation[key], operation[key] === 0);
  return markup`<tr role="row"><th role="rowheader" scope="row">${nameOf(name, operation)}${when(why !== "", () => markup`<span class="sub">${plainLine(why)}</span>`)}</th>${CLASSES.map(count)}${cell("errors", figureText(operation.error_ratio, "ratio"))}${cell("delivered", figureText(operation.delivered_ratio, "ratio"))}</tr>`;
}

function cell(head: string, value: string | number, isZero = false): Markup {
  return markup`<td role="cell" data-head="${head}" class="n${isZero ? " zero" : ""}">${value}</td>`;
}

function timeRows([name, operation]: [string, SummaryOperation]): Markup {
  const both = operation.response_time.samples > 0;
  const label = nameOf(name, operation);
  const head = markup`<th role="rowheader" scope="${both ? "rowgroup" : "row"}" rowspan="${both ? 2 : 1}">${label}</th>`;
  return markup`${both ? timeRow(head, "response", operation.response_time) : NOTHING}${timeRow(both ? NOTHING : head, "service", operation.service_time)}`;
}

function timeRow(head: Markup, basis: string, times: SummaryTimes): Markup {
  return markup`<tr role="row">${head}<td role="cell" data-head="time">${basis}</td>${cell("samples", times.samples)}${TIMES.map((key, i) => cell(HEADS[i] ?? "", bareText(times[key], "ms")))}</tr>`;
}
