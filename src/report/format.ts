import type { RunRecord } from "../record/index.ts";
import type { Verdict } from "../verdict/index.ts";
import type { Summary } from "./summary-schema.ts";

/** All that a report is made from. The summary is derived from the other two (summaryOf). */
export interface Report {
  readonly record: RunRecord;
  readonly verdict: Verdict;
  readonly summary: Summary;
}

/** One way to write a result down: a pure function, the same report gives the same bytes. */
export interface Format {
  /** As `--format` takes it. */
  readonly name: string;
  /** The file's name in the run's folder. */
  readonly file: string;
  render(report: Report): Promise<string>;
}
