import { readFile } from "node:fs/promises";
import { renderConsole } from "../../report/index.ts";
import { judgeRecord, runProfile, writeReports } from "../../run/index.ts";
import { SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { openProgress } from "../progress.ts";
import { interruptible } from "../signals.ts";
import { realWorld } from "../world.ts";

/** Drives the load, judges the record that was written, writes the reports, prints the verdict. */
export const command: Command = async ({ options }) => {
  const world = realWorld();
  const progress = openProgress(process.stderr, options.quiet === true);
  const interrupt = interruptible();
  try {
    const ran = await runProfile(options, world, {
      say: progress.say,
      live: progress.live,
      liveEveryS: progress.everyS,
      signal: interrupt.signal,
    });
    progress.done();
    const judgement = judgeRecord(await readFile(ran.recordPath), null);
    await writeReports(ran.dir, judgement);
    if (options.json === true) printJson(judgement.summary);
    else
      process.stdout.write(
        renderConsole(judgement.record, judgement.verdict, judgement.summary, {
          ...consoleStyle(),
          folder: ran.dir,
        }),
      );
    return judgement.summary.exit_code;
  } catch (error) {
    progress.done();
    const code = interrupt.exitCode();
    if (code === null || error instanceof SloError) throw error;
    process.stderr.write("interrupted before the load; nothing was recorded\n");
    return code;
  } finally {
    interrupt.release();
  }
};
