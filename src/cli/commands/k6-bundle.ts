import { bundleForOperator } from "../../run/index.ts";
import { EXIT } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { realWorld } from "../world.ts";

/** Writes a run for Grafana's k6-operator; sends nothing. */
export const command: Command = async ({ options }) => {
  const { dir, files, notices } = await bundleForOperator(options, realWorld());
  for (const notice of notices) process.stderr.write(`note: ${notice}\n`);
  process.stdout.write(
    `wrote ${files.map((file) => `${dir}/${file}`).join(", ")}\nThe steps from here stand at the head of ${dir}/testrun.yaml.\n`,
  );
  return EXIT.pass;
};
