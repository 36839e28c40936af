import { FAULTS } from "../target/index.ts";

/** The faults that can be scripted, one a line, from the table that parses them. */
export function faultHelp(): string {
  const rows = FAULTS.map(
    ({ name, syntax, does, example }) => `  ${`${name}=${syntax}`.padEnd(22)} ${does} (${example})`,
  );
  return `\nFaults (--fault, repeatable; end one in @recall, @write, @oracle or @/path to limit it,\nso that populating still works):\n${rows.join("\n")}`;
}
