import { readFile } from "node:fs/promises";
import { renderConsole } from "../../report/index.ts";
import { judgeRecord, resumeRun, runProfile, writeReports } from "../../run/index.ts";
import { SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { OPTIONS, type OptionName, type OptionSpec } from "../options.ts";
import { consoleStyle, printJson } from "../output.ts";
import { openProgress } from "../progress.ts";
import { interruptible } from "../signals.ts";
import { realWorld } from "../world.ts";

/** Drives the load, judges the record that was written, writes the reports, prints the verdict. */
export const command: Command = async ({ options, given }) => {
  if (options.resume !== undefined) refuseBesideResume(given);
  const world = realWorld();
  const progress = openProgress(process.stderr, options.quiet === true);
  const interrupt = interruptible();
  try {
    const hooks = {
      say: progress.say,
      live: progress.live,
      liveEveryS: progress.everyS,
      signal: interrupt.signal,
    };
    const ran =
      options.resume === undefined
        ? await runProfile(options, world, hooks)
        : await resumeRun(options.resume, options, world, hooks);
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

/** What a resumed run may be told anew; all else stands in its record. */
const BESIDE_RESUME: readonly OptionName[] = [
  "resume",
  "profile",
  "thresholds",
  "target",
  "targetPid",
  "targetBuild",
  "allowHost",
  "populate",
  "out",
  "json",
  "quiet",
];

function refuseBesideResume(given: ReadonlySet<OptionName>): void {
  const others = [...given].filter((name) => !BESIDE_RESUME.includes(name));
  if (others.length === 0) return;
  const flags = others.map((name) => /--[\w-]+/.exec((OPTIONS[name] as OptionSpec).flags)?.[0] ?? name);
  throw new SloError(
    "bad_usage",
    `${flags.join(", ")} cannot be given with --resume: the run's record says it`,
    {
      hint: "leave it out; another plan, seed or engine is another run",
    },
  );
}
