import { renderConsole } from "../../report/index.ts";
import { writeReports } from "../../run/index.ts";
import { EXIT } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { judgeStored } from "../stored-run.ts";

/** Writes summary.json and report.html of a stored record, beside it. */
export const command: Command = async ({ argument, options }) => {
  const { dir, judgement } = await judgeStored(argument, options.thresholds);
  await writeReports(dir, judgement);
  const { record, verdict, summary } = judgement;
  if (options.json === true) printJson(summary);
  else process.stdout.write(renderConsole(record, verdict, summary, { ...consoleStyle(), folder: dir }));
  return EXIT.pass;
};
