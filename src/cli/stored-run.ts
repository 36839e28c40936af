import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Judgement, judgeRecord, readText } from "../run/index.ts";
import { digest, SloError } from "../shared/index.ts";

/** A run's folder, judged again from its record: by the promises stored in it, or by another file's. */
export async function judgeStored(
  argument: string,
  thresholds: string | undefined,
): Promise<{ readonly dir: string; readonly judgement: Judgement }> {
  const path = await recordPath(argument);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new SloError("unreadable", `cannot read ${path} (${error.message})`, { cause: error });
  });
  const other =
    thresholds !== undefined
      ? {
          file: basename(thresholds),
          text: await readText(resolve(thresholds), "the promises", "check the path in --thresholds"),
        }
      : null;
  await checkAgainstSummary(dirname(path), digest(bytes));
  return { dir: relative(process.cwd(), dirname(path)) || ".", judgement: judgeRecord(bytes, other) };
}

/** The record.ndjson that an argument names: a run's folder, or the file itself. */
export async function recordPath(argument: string): Promise<string> {
  const path = resolve(argument);
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return path;
  const inside = join(path, "record.ndjson");
  if (found?.isDirectory() && (await stat(inside).catch(() => null))?.isFile()) return inside;
  throw new SloError(
    "unreadable",
    `${argument} is ${found ? "a folder without a record.ndjson" : "not there"}`,
    {
      hint: "give the folder of a run, such as reports/20261121-090000-recall-2x-1a2b",
    },
  );
}

/** The summary beside a record names the record that it was made from. SloError `evidence_differs` when it is another. */
export async function checkAgainstSummary(dir: string, recordDigest: string): Promise<void> {
  const text = await readFile(join(dir, "summary.json"), "utf8").catch(() => null);
  const named = text === null ? null : /"record": "(sha256:[0-9a-f]{64})"/.exec(text)?.[1];
  if (!named || named === recordDigest) return;
  throw new SloError(
    "evidence_differs",
    `${join(dir, "record.ndjson")} is not the record that the summary.json beside it was made from`,
    {
      hint: "one of them was changed; where the record is known to be right, remove summary.json and `slo report` again",
    },
  );
}
