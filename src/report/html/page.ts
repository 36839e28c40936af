import type { Report } from "../format.ts";
import { plainLine } from "../plain-text.ts";
import { htmlDocument } from "./document.ts";
import { markup } from "./markup.ts";
import { chartsSection } from "./sections/charts.ts";
import { levelsSection } from "./sections/levels.ts";
import { promisesSection } from "./sections/promises.ts";
import { provenanceSection } from "./sections/provenance.ts";
import { toldSection } from "./sections/told.ts";
import { validitySection } from "./sections/validity.ts";
import { verdictSection } from "./sections/verdict.ts";

/** report.html: verdict and reasons, promises, charts, levels, the generator's soundness, provenance. One file, no script. */
export async function renderPage(report: Report): Promise<string> {
  const { summary, verdict } = report;
  const charts = await chartsSection(report);
  const title = plainLine(`${verdict.kind.toUpperCase()}: ${summary.profile}, ${summary.run_id}`);
  return htmlDocument(
    title,
    markup`${verdictSection(report)}
${promisesSection(report)}
${charts}
${levelsSection(report)}
${validitySection(report)}
${provenanceSection(report)}
${toldSection(report)}
<footer>${summary.tool.name} ${summary.tool.version} \u00b7 run ${plainLine(summary.run_id)} \u00b7 record <code>${summary.digests.record}</code></footer>`,
  );
}
