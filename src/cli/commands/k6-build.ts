import { buildK6 } from "../../engine/index.ts";
import { EXIT } from "../../shared/index.ts";
import type { Command } from "../commands.ts";

/** Builds k6 with the extension into the cache; prints its path. */
export const command: Command = async ({ options }) => {
  const say = (text: string): void => {
    if (options.quiet !== true) process.stderr.write(`${text}\n`);
  };
  const { path, anew } = await buildK6(process.env, say);
  say(anew ? "built" : "nothing to do: it is built");
  process.stdout.write(`${path}\n`);
  return EXIT.pass;
};
