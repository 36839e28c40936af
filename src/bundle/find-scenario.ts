import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { nearest, SloError } from "../shared/index.ts";

const FOLDER = "scenarios";
/** In order of preference where two files have the same name. */
const EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];

/**
 * The path, relative to `cwd` or as given, of a profile's scenario: `scenarios/NAME.ts`, or a path to a file (it holds
 * a "/" or ends like one). Without a profile: the only scenario in `scenarios/`. Sub-folders are not looked at; modules
 * that scenarios share belong there. SloError `bad_usage` names the nearest profile or lists them.
 */
export async function findScenario(profile: string | null, cwd: string): Promise<string> {
  if (profile !== null && (profile.includes("/") || EXTENSIONS.some((end) => profile.endsWith(end)))) {
    return profile;
  }
  const files = await scenarioFiles(cwd);
  const names = namesOf(files);
  if (files.length === 0) {
    throw new SloError("bad_usage", `there is no scenario in ${join(cwd, FOLDER)}`, {
      hint: "write a first one with `slo init`, or name a file: --profile path/to/my.ts",
    });
  }
  const wanted = profile ?? (names.length === 1 ? (names[0] ?? "") : null);
  if (wanted === null) {
    throw new SloError("bad_usage", `there are ${names.length} scenarios: ${names.join(", ")}`, {
      hint: `choose one with --profile ${names[0]}`,
    });
  }
  const found = EXTENSIONS.map((end) => wanted + end).find((file) => files.includes(file));
  if (found !== undefined) return join(FOLDER, found);
  const near = nearest(wanted, names);
  throw new SloError("bad_usage", `there is no scenario "${wanted}" in ${FOLDER}/`, {
    hint: `${near === null ? "" : `did you mean "${near}"? `}There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}`,
  });
}

/** Names of the profiles in `scenarios/`, sorted; none where there is no such folder. */
export async function profilesIn(cwd: string): Promise<readonly string[]> {
  return namesOf(await scenarioFiles(cwd));
}

function namesOf(files: readonly string[]): readonly string[] {
  return [...new Set(files.map(profileOf))];
}

async function scenarioFiles(cwd: string): Promise<readonly string[]> {
  const entries = await readdir(join(cwd, FOLDER), { withFileTypes: true }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new SloError("unreadable", `${FOLDER}/ cannot be read: ${(cause as Error).message}`, { cause });
  });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.includes(".d.") && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => EXTENSIONS.some((end) => name.endsWith(end)))
    .sort();
}

function profileOf(file: string): string {
  return file.slice(0, file.lastIndexOf("."));
}
