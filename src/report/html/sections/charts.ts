import type { Report } from "../../format.ts";
import { type Chart, type LegendEntry, sizesOf } from "../chart.ts";
import { CHARTS } from "../charts/index.ts";
import { drawChart } from "../draw.ts";
import { type Markup, markup } from "../markup.ts";
import { paintOf } from "../palette.ts";

/** The charts, each drawn wide and narrow; the style sheet shows one of the two. */
export async function chartsSection(report: Report): Promise<Markup> {
  const figures: Markup[] = [];
  for (const chart of CHARTS.flatMap((charts) => charts(report))) figures.push(await figure(chart));
  const body =
    figures.length === 0
      ? markup`<p class="lead">No interval was recorded, so there is nothing to draw.</p>`
      : markup`<div class="charts">${figures}</div>`;
  return markup`<section aria-labelledby="charts"><h2 id="charts">What happened</h2>
${body}</section>`;
}

/** One chart, drawn in its sizes. */
export async function figure(chart: Chart): Promise<Markup> {
  const drawings: Markup[] = [];
  for (const size of sizesOf(chart.span)) drawings.push(await drawChart(chart, size));
  return markup`<figure id="chart-${chart.id}" class="${chart.span}"><h3>${chart.title}</h3>
<ul class="legend">${chart.legend.map(({ text, token, shape }) => markup`<li>${swatch(token, shape)}${text}</li>`)}</ul>
${drawings}
<figcaption>${chart.note}</figcaption></figure>
`;
}

function swatch(token: LegendEntry["token"], shape: LegendEntry["shape"]): Markup {
  const ink = paintOf(token);
  switch (shape) {
    case "line":
      return svg(markup`<path d="M0,6H20" stroke="${ink}" stroke-width="2.5"/>`);
    case "dashed":
      return svg(markup`<path d="M0,6H20" stroke="${ink}" stroke-width="2" stroke-dasharray="5 3"/>`);
    case "square":
      return svg(markup`<rect x="4" width="12" height="12" rx="2" fill="${ink}"/>`);
    case "up":
      return svg(markup`<path d="M10,1L16,11H4Z" fill="${ink}"/>`);
    case "down":
      return svg(markup`<path d="M10,11L16,1H4Z" fill="${ink}"/>`);
  }
}

function svg(body: Markup): Markup {
  return markup`<svg viewBox="0 0 20 12" aria-hidden="true">${body}</svg>`;
}
