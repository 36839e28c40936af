import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseThresholds } from "../objective/index.ts";
import { type RunRecord, readRecord } from "../record/index.ts";
import { FORMATS, type Summary, summaryOf } from "../report/index.ts";
import { digest, SloError } from "../shared/index.ts";
import { judge, type Verdict } from "../verdict/index.ts";
import { scopeOf } from "./scope-of.ts";

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
  return judgeRead(other === null ? stored : underOther(stored, other));
}

/** Judges a record that has been read; one still being written, as far as it goes. */
export function judgeRead(record: RunRecord): Judgement {
  const { header } = record;
  const objectives = parseThresholds(header.thresholds.text, header.thresholds.file, scopeOf(header));
  const verdict = judge(record, objectives);
  return { record, verdict, summary: summaryOf(record, verdict) };
}

/** The record as if it had been made under other promises, with a notice that says so. */
function underOther(record: RunRecord, { file, text }: ThresholdsText): RunRecord {
  const { header } = record;
  if (digest(text) === header.thresholds.digest) return record;
  const notice = `judged by ${file}, not by the promises that the run was made under (${header.thresholds.file})`;
  const thresholds = { file, text, digest: digest(text) };
  return { ...record, header: { ...header, thresholds, notices: [...header.notices, notice] } };
}

/** Writes every format into the run's folder. SloError `unwritable` names the file. */
export async function writeReports(dir: string, judgement: Judgement): Promise<void> {
  for (const { file, render } of FORMATS) await write(join(dir, file), await render(judgement));
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
