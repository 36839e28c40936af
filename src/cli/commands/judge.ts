import { renderConsole } from "../../report/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { judgeStored } from "../stored-run.ts";

/** Judges a stored record again; writes no file. */
export const command: Command = async ({ argument, options }) => {
  const { dir, judgement } = await judgeStored(argument, options.thresholds);
  const { record, verdict, summary } = judgement;
  if (options.json === true) printJson(summary);
  else
    process.stdout.write(
      renderConsole(record, verdict, summary, { ...consoleStyle(), folder: dir, files: ["record.ndjson"] }),
    );
  return summary.exit_code;
};
