#!/usr/bin/env node
import { CommanderError, Command as Program } from "commander";
import { EXIT, EXIT_MEANINGS } from "../shared/index.ts";
import { COMMANDS, type CommandSpec } from "./commands.ts";
import { complain } from "./complain.ts";
import { OPTIONS } from "./options.ts";

const EXIT_HELP = `\nExit codes:\n${EXIT_MEANINGS.map(([codes, meaning]) => `  ${codes.padEnd(9)} ${meaning}`).join("\n")}`;

function addCommand(program: Program, spec: CommandSpec): void {
  const command = program.command(spec.name).description(spec.summary);
  if (spec.argument) command.argument(`<${spec.argument.name}>`, spec.argument.description);
  for (const name of spec.options) {
    const option: (typeof OPTIONS)[typeof name] & { read?: unknown; initial?: unknown } = OPTIONS[name];
    const read = option.read as ((text: string, previous: unknown) => unknown) | undefined;
    if (read) command.option(option.flags, option.description, read, option.initial);
    else command.option(option.flags, option.description, option.initial as string | undefined);
  }
  command.addHelpText("after", `\nExample:\n  ${spec.example}`);
  command.action(async () => {
    const { command: carryOut } = await spec.load();
    process.exitCode = await carryOut({
      argument: command.args[0] ?? "",
      options: keyed(command.opts(), spec),
    });
  });
}

/** Commander names an option after its long flag; the table has names of its own (-e, --env and the like agree). */
function keyed(values: Record<string, unknown>, spec: CommandSpec): Record<string, unknown> {
  return Object.fromEntries(
    spec.options.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
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
  for (const spec of COMMANDS) addCommand(program, spec);
  for (const command of program.commands) command.copyInheritedSettings(program).allowExcessArguments(false);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code === "commander.help") {
      process.stderr.write(program.helpInformation());
    } else {
      process.stderr.write(`${error.message}\nSee \`slo --help\`.\n`);
    }
    process.exitCode = EXIT.usage;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = complain(error, process.stderr);
});
