import {
  CROSSCHECK_FORMATS,
  crosscheckConsole,
  crosscheckExitCode,
  crosscheckJson,
} from "../../report/index.ts";
import { crosscheckRuns } from "../../run/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { openProgress } from "../progress.ts";
import { interruptible } from "../signals.ts";
import { realWorld } from "../world.ts";

/** Runs two engines in turn on one plan and says whether they agree. */
export const command: Command = async ({ options }) => {
  const progress = openProgress(process.stderr, options.quiet === true);
  const interrupt = interruptible();
  try {
    const end = await crosscheckRuns(options, realWorld(), {
      say: progress.say,
      live: progress.live,
      liveEveryS: progress.everyS,
      signal: interrupt.signal,
    });
    progress.done();
    const code = interrupt.exitCode();
    if (end.kind === "interrupted") {
      process.stderr.write(
        `interrupted after ${end.made} of ${end.wanted} runs: nothing is compared, the runs are kept in ${end.dir}\n`,
      );
      return code ?? crosscheckExitCode("unsound");
    }
    const { report, dir } = end;
    if (options.json === true) printJson(crosscheckJson(report));
    else {
      const files = CROSSCHECK_FORMATS.map(({ file }) => file);
      process.stdout.write(crosscheckConsole(report, { ...consoleStyle(), folder: dir, files }));
    }
    return crosscheckExitCode(report.result.state);
  } finally {
    progress.done();
    interrupt.release();
  }
};
