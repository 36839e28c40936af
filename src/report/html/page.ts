import type { Report } from "../format.ts";
import { plainLine } from "../plain-text.ts";
import { Markup, markup } from "./markup.ts";
import { chartsSection } from "./sections/charts.ts";
import { levelsSection } from "./sections/levels.ts";
import { promisesSection } from "./sections/promises.ts";
import { provenanceSection } from "./sections/provenance.ts";
import { toldSection } from "./sections/told.ts";
import { validitySection } from "./sections/validity.ts";
import { verdictSection } from "./sections/verdict.ts";
import { STYLE } from "./style.ts";

/** Nothing may load or run: no script, no frame, no request; styles stand in the page, pictures only as data. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** report.html: verdict and reasons, promises, charts, levels, the generator's soundness, provenance. One file, no script. */
export async function renderPage(report: Report): Promise<string> {
  const { summary, verdict } = report;
  const charts = await chartsSection(report);
  const title = plainLine(`${verdict.kind.toUpperCase()}: ${summary.profile}, ${summary.run_id}`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${verdictSection(report)}
${promisesSection(report)}
${charts}
${levelsSection(report)}
${validitySection(report)}
${provenanceSection(report)}
${toldSection(report)}
<footer>${summary.tool.name} ${summary.tool.version} \u00b7 run ${plainLine(summary.run_id)} \u00b7 record <code>${summary.digests.record}</code></footer>
</main>
</body>
</html>
`.text;
}
