import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderConsole } from "../../report/index.ts";
import {
  type FoundRun,
  findRun,
  followRecord,
  isDriven,
  type Judgement,
  judgeRead,
  planNowUs,
  progressOf,
} from "../../run/index.ts";
import { SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { consoleStyle, printJson } from "../output.ts";
import { interruptible } from "../signals.ts";
import { type Look, logLine, panel, type RunState } from "../watch/index.ts";
import { realWorld } from "../world.ts";

const LOOK_EVERY_MS = 1_000;
const LINE_EVERY_S = 10;
/** Judging a long record takes seconds: it may take this share of the time. */
const JUDGING_SHARE = 0.1;
/** A run on another machine cannot be asked whether it lives: so long without a line, and it is told as silent. */
const SILENT_S = 30;

/** Follows a run from another terminal until it ends, then shows its verdict and exits with its code. */
export const command: Command = async ({ argument, options }) => {
  const world = realWorld();
  const found = await findRun(argument, options.out ?? "reports", world.cwd);
  const interrupt = interruptible();
  try {
    const judgement = await watch(found, interrupt.signal, {
      show: options.json === true || options.quiet === true ? () => {} : shower(),
      wallMs: world.clock.wallMs,
      monotonicMs: () => world.clock.monotonicUs() / 1e3,
    });
    if (judgement === null) return interrupt.exitCode() ?? 0;
    const { record, verdict, summary } = judgement;
    if (options.json === true) printJson(summary);
    else {
      const folder = relative(world.cwd, found.dir) || ".";
      process.stdout.write(
        renderConsole(record, verdict, summary, { ...consoleStyle(), folder, files: ["record.ndjson"] }),
      );
      if (record.footer === null) process.stderr.write(`go on with it: slo run --resume ${folder}\n`);
    }
    return summary.exit_code;
  } finally {
    interrupt.release();
  }
};

interface Surroundings {
  readonly show: (look: Look) => void;
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

/** The verdict once the record has its footer or nobody writes it any more; null when interrupted. */
async function watch(
  { dir, recordPath }: FoundRun,
  signal: AbortSignal,
  { show, wallMs, monotonicMs }: Surroundings,
): Promise<Judgement | null> {
  const followed = followRecord(recordPath);
  let grewMs = monotonicMs();
  let judged: Judgement | null = null;
  let judgeAgainMs = 0;
  while (!signal.aborted) {
    // Asked before the file is read: what a dying run wrote last is then read as well.
    const driven = isDriven(dir);
    if (await followed.poll()) grewMs = monotonicMs();
    const record = followed.record();
    const quietSeconds = (monotonicMs() - grewMs) / 1e3;
    if (record === null) {
      if (driven === false)
        throw new SloError("bad_record", `${recordPath} has no header, and nobody writes it`);
    } else {
      const state = stateOf(record.footer !== null, driven, quietSeconds);
      if (state === "ended" || state === "killed") return judgeRead(record);
      if (monotonicMs() >= judgeAgainMs) {
        const fromMs = monotonicMs();
        judged = judgeRead(record);
        const tookMs = monotonicMs() - fromMs;
        judgeAgainMs = fromMs + Math.max(LINE_EVERY_S * 500, tookMs / JUDGING_SHARE);
      }
      const progress = progressOf(record, planNowUs(record, wallMs()) ?? 0);
      show({ runId: record.header.run_id, state, quietSeconds, progress, judged, gaps: record.gaps.length });
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return null;
}

function stateOf(ended: boolean, driven: boolean | null, quietSeconds: number): RunState {
  if (ended) return "ended";
  if (driven === false) return "killed";
  return driven === null && quietSeconds > SILENT_S ? "silent" : "running";
}

/** On a terminal a panel that is drawn anew, else a line every 10 s. */
function shower(): (look: Look) => void {
  const { stdout } = process;
  let lines = 0;
  let looks = 0;
  return (look) => {
    if (!stdout.isTTY) {
      if (looks++ % LINE_EVERY_S === 0) stdout.write(`${logLine(look)}\n`);
      return;
    }
    const text = panel(look, stdout.columns ?? 80);
    const up = lines === 0 ? "" : `\u001b[${lines}A\u001b[J`;
    stdout.write(`${up}${text.join("\n")}\n`);
    lines = text.length;
  };
}
