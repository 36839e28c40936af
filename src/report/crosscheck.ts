import { crosscheckJson } from "./crosscheck/json.ts";
import type { CrosscheckReport } from "./crosscheck/report.ts";

export { crosscheckConsole } from "./crosscheck/console.ts";
export { type CrosscheckReport, crosscheckExitCode, type ReportedRun } from "./crosscheck/report.ts";
export { crosscheckJson };

/** Files that a crosscheck leaves beside the folders of its runs: pure functions, the same report gives the same bytes. */
export const CROSSCHECK_FORMATS: readonly {
  readonly file: string;
  render(report: CrosscheckReport): Promise<string>;
}[] = [
  {
    file: "crosscheck.json",
    render: async (report) => `${JSON.stringify(crosscheckJson(report), null, 2)}\n`,
  },
  {
    file: "crosscheck.html",
    // The chart library is loaded when a page is asked for.
    render: async (report) => (await import("./crosscheck/html.ts")).crosscheckPage(report),
  },
];
