import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { renderConsole } from "../../report/index.ts";
import { judgeRecord, mergeRuns, writeMerged, writeReports } from "../../run/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { checkAgainstSummary, recordPath } from "../stored-run.ts";

/** Joins segments into one record, judges it, writes the reports, prints the verdict. The segments stay as they are. */
export const command: Command = async ({ all, options }) => {
  const paths = await Promise.all(all.map(recordPath));
  const merged = mergeRuns(paths.map((path) => relative(process.cwd(), path)));
  for (const [path, digest] of merged.digests) await checkAgainstSummary(dirname(path), digest);
  const dir = relative(process.cwd(), await writeMerged(merged, resolve(options.out ?? "reports")));
  const judgement = judgeRecord(await readFile(join(dir, "record.ndjson")), null);
  await writeReports(dir, judgement);
  const { record, verdict, summary } = judgement;
  if (options.json === true) printJson(summary);
  else process.stdout.write(renderConsole(record, verdict, summary, { ...consoleStyle(), folder: dir }));
  return summary.exit_code;
};
