import type { RunRecord } from "../record/index.ts";
import type { Verdict } from "../verdict/index.ts";
import type { Format } from "./format.ts";
import type { Summary } from "./summary-schema.ts";

/** report.html: one file, readable offline, without a script. The chart library is loaded when a page is asked for. */
export async function renderHtml(record: RunRecord, verdict: Verdict, summary: Summary): Promise<string> {
  const { renderPage } = await import("./html/page.ts");
  return renderPage({ record, verdict, summary });
}

export const html: Format = {
  name: "html",
  file: "report.html",
  render: ({ record, verdict, summary }) => renderHtml(record, verdict, summary),
};
