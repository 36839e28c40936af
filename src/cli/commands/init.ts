import { EXIT } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { initProject } from "../init/index.ts";

/** Writes a first scenario, thresholds, tsconfig and CI snippet; existing files are kept. */
export const command: Command = async ({ options }) => {
  const { written, kept } = await initProject(process.cwd(), { force: options.force === true });
  for (const path of written) process.stdout.write(`wrote ${path}\n`);
  for (const path of kept) process.stdout.write(`kept  ${path} (exists; --force overwrites)\n`);
  process.stdout.write("Next: npx slo plan, then npx slo run\n");
  return EXIT.pass;
};
