import { userInfo } from "node:os";
import { dirname } from "node:path";
import { EXIT, SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { initNightly, initProject } from "../init/index.ts";
import { NIGHT_HOURS } from "../init/nightly/index.ts";

/** Writes a first scenario, thresholds, tsconfig and CI snippet, or what nightly soaks need; existing files are kept. */
export const command: Command = async ({ options }) => {
  const force = options.force === true;
  if (options.nightly !== true && options.profile !== undefined) {
    throw new SloError("bad_usage", "--profile names what runs at night, and there is no --nightly", {
      hint: "slo init --nightly --profile NAME",
    });
  }
  const { written, kept, next } =
    options.nightly === true
      ? await nightly(options.profile ?? null, force)
      : { ...(await initProject(process.cwd(), { force })), next: "npx slo plan, then npx slo run" };
  for (const path of written) process.stdout.write(`wrote ${path}\n`);
  for (const path of kept) process.stdout.write(`kept  ${path} (exists; --force overwrites)\n`);
  process.stdout.write(`Next: ${next}\n`);
  return EXIT.pass;
};

async function nightly(profile: string | null, force: boolean) {
  const machine = { repository: process.cwd(), user: userName(), nodeFolder: dirname(process.execPath) };
  const done = await initNightly(machine, { force, profile });
  return {
    ...done,
    next: `npx slo plan --profile ${done.profile} --duration ${NIGHT_HOURS}h; then set up what starts it, as the head of that file says`,
  };
}

/** The number where the user has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}
