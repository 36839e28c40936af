#!/usr/bin/env node
import { CommanderError, Command as Program } from "commander";
import { EXIT, EXIT_MEANINGS } from "../shared/index.ts";
import { COMMANDS, type CommandSpec, GROUPS } from "./commands.ts";
import { complain } from "./complain.ts";
import { OPTIONS, type OptionSpec, type OptionValues } from "./options.ts";

const EXIT_HELP = `\nExit codes:\n${EXIT_MEANINGS.map(([codes, meaning]) => `  ${codes.padEnd(9)} ${meaning}`).join("\n")}`;

function addCommand(program: Program, spec: CommandSpec, more: string): void {
  const [name = "", group] = spec.name.split(" ").reverse();
  const command = (group === undefined ? program : groupOf(program, group))
    .command(name)
    .description(spec.summary);
  if (spec.argument) {
    const { name, description, many } = spec.argument;
    command.argument(many ? `<${name}...>` : `<${name}>`, description);
  }
  for (const name of spec.options) {
    const option: OptionSpec = OPTIONS[name];
    const { flags, description, read, initial } = option;
    // The initial value goes in as what repeated options add to, and is not shown: the description says it in words.
    if (read) command.option(flags, description, (text, previous) => read(text, previous ?? initial));
    else command.option(flags, description);
  }
  command.addHelpText("after", `${more}\nExample:\n  ${spec.example}`);
  command.action(async () => {
    const { command: carryOut } = await spec.load();
    process.exitCode = await carryOut({
      argument: command.args[0] ?? "",
      all: command.args,
      options: valuesOf(command.opts(), spec),
      given: new Set(spec.options.filter((name) => command.opts()[name] !== undefined)),
    });
  });
}

/** The command that holds the commands of a group, made with the first of them. */
function groupOf(program: Program, name: string): Program {
  const there = program.commands.find((command) => command.name() === name);
  return there ?? program.command(name).description(GROUPS[name] ?? "");
}

/** The command's options by the table's names, initial values filled in. */
function valuesOf(given: Record<string, unknown>, spec: CommandSpec): OptionValues {
  const values = spec.options.flatMap((name) => {
    const { initial }: OptionSpec = OPTIONS[name];
    const value = given[name] ?? initial;
    return value === undefined ? [] : [[name, value]];
  });
  // Commander has read every value by the table, which is what OptionValues is derived from.
  return Object.fromEntries(values) as OptionValues;
}

async function main(argv: readonly string[]): Promise<void> {
  const program = new Program("slo")
    .description(
      "Load and SLO verification: does this service keep its promises at this load, and can we prove it?",
    )
    .version(SLO_VERSION)
    .configureHelp({ helpWidth: 100 })
    .exitOverride()
    .addHelpText("after", `\nExample:\n  slo run --profile recall --x 2\n${EXIT_HELP}`);
  program.configureOutput({ writeErr: () => {} });
  const asked = argv.includes("--help") || argv.includes("-h") || argv[0] === "help";
  for (const spec of COMMANDS) {
    const named = argv[0] === spec.name || argv[1] === spec.name;
    addCommand(program, spec, asked && named && spec.more ? await spec.more() : "");
  }
  for (const command of program.commands.flatMap((command) => [command, ...command.commands]))
    command.copyInheritedSettings(program).allowExcessArguments(false);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code === "commander.help") {
      const group = program.commands.find((command) => command.name() === argv[0]);
      process.stderr.write((group ?? program).helpInformation());
    } else {
      process.stderr.write(`${error.message}\nSee \`slo --help\`.\n`);
    }
    process.exitCode = EXIT.usage;
  }
}

// A reader that goes away (`slo run | head`) does not end a run that is being recorded.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
const fail = (error: unknown): void => {
  process.exitCode = complain(error, process.stderr);
};
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit();
});
main(process.argv.slice(2)).catch(fail);
