import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseThresholds } from "../objective/index.ts";
import { type RunRecord, readRecord } from "../record/index.ts";
import { renderHtml, type Summary, summaryOf } from "../report/index.ts";
import { SloError } from "../shared/index.ts";
import { judge, type Verdict } from "../verdict/index.ts";

/** Promises to judge by: those stored in the record, or another file's text. */
export interface ThresholdsText {
  readonly file: string;
  readonly text: string;
}

export interface Judgement {
  readonly record: RunRecord;
  readonly verdict: Verdict;
  readonly summary: Summary;
}

/** Judges a record's bytes; a pure function of the bytes and the promises. */
export function judgeRecord(bytes: Uint8Array, other: ThresholdsText | null): Judgement {
  const stored = readRecord(bytes);
  const { plan, thresholds } = stored.header;
  const { file, text } = other ?? thresholds;
  const objectives = parseThresholds(text, file, {
    profile: plan.profile,
    operations: plan.operations.map(({ name }) => name),
    probes: plan.probes.map(({ name }) => name),
    flows: plan.operations.filter(({ kind }) => kind === "flow").map(({ name }) => name),
    workload: plan.workload,
  });
  const verdict = judge(stored, objectives);
  return { record: stored, verdict, summary: summaryOf(stored, verdict) };
}

/** Writes summary.json and report.html into the run's folder. SloError `unwritable` names the file. */
export async function writeReports(dir: string, { record, verdict, summary }: Judgement): Promise<void> {
  await write(join(dir, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  await write(join(dir, "report.html"), await renderHtml(record, verdict, summary));
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new SloError(
      "unwritable",
      `cannot write ${path} (${error instanceof Error ? error.message : String(error)})`,
      {
        hint: "the record is kept: make room or change the folder's rights, then `slo report` on the run's folder",
        cause: error,
      },
    );
  }
}
