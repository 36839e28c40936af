import type { Format } from "./format.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";

export { type ConsoleStyle, renderConsole } from "./console.ts";
export {
  CROSSCHECK_FORMATS,
  type CrosscheckReport,
  crosscheckConsole,
  crosscheckExitCode,
  crosscheckJson,
  type ReportedRun,
} from "./crosscheck.ts";
export type { Format, Report } from "./format.ts";
export { renderHtml } from "./html.ts";
export { plainLine, plainText } from "./plain-text.ts";
export { signalText } from "./signals.ts";
export { RUN_FILES, summaryOf } from "./summary.ts";
export { type Summary, summaryJsonSchema, summarySchema } from "./summary-schema.ts";

/** Formats that are files, by name. */
export const FORMATS: readonly Format[] = [json, html];
