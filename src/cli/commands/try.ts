import { signalText } from "../../report/index.ts";
import {
  prepareScenario,
  REHEARSED_SEQ,
  rehearsed,
  runIdOf,
  showExchange,
  withTarget,
} from "../../run/index.ts";
import { EXIT, SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { interruptible } from "../signals.ts";
import { realWorld } from "../world.ts";

/** One pass of each operation and probe, shown with its answer; exit 5 when one is not good. */
export const command: Command = async ({ options }) => {
  const world = realWorld();
  const interrupt = interruptible();
  const { bundle, scenario } = await prepareScenario(options.profile ?? null, world);
  const runId = runIdOf(world.clock.wallMs(), scenario.name, [0], world.randomHex(2));
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const used = withTarget(
    options,
    { scenario, bundle },
    runId,
    world,
    { say, signal: interrupt.signal },
    async ({ rehearsal, watch }) => {
      let allGood = true;
      for (const name of rehearsed(scenario)) {
        const tried = await rehearsal.attempt(name, "try", REHEARSED_SEQ);
        allGood &&= tried.judged.good;
        process.stdout.write(
          `${name}: ${tried.judged.good ? "good" : `not good (${tried.judged.reason})`}\n`,
        );
        for (const exchange of tried.exchanges)
          process.stdout.write(`\n${showExchange(exchange, rehearsal.secrets())}\n`);
      }
      for (const { name, unit, source } of watch.signals) {
        const value = watch.values[name];
        const shown =
          value === undefined
            ? "a mean, with its first value after the first interval"
            : signalText(value, unit);
        process.stdout.write(`target.${name}: ${shown} (${source})\n`);
      }
      if (watch.build !== null) process.stdout.write(`target build: ${watch.build}\n`);
      return allGood ? EXIT.pass : EXIT.could_not_run;
    },
    false,
  );
  try {
    const code = await used;
    return interrupt.exitCode() ?? code;
  } catch (error) {
    const code = interrupt.exitCode();
    if (code === null || error instanceof SloError) throw error;
    return code;
  } finally {
    interrupt.release();
  }
};
