import { basename, join } from "node:path";
import { bundleScenario, evaluateBundle, findScenario, profilesIn, stopBundler } from "../../bundle/index.ts";
import { SloError } from "../../shared/index.ts";
import { type Initialised, initProject, writeAll } from "./init-project.ts";
import { type Machine, nightlyTemplates } from "./nightly/index.ts";
import { SOAK, soakScenario, withSoakPromises } from "./soak-profile.ts";
import { readIfThere, type Template } from "./write-files.ts";

export interface NightlyOptions {
  /** Overwrites the templates of the night; never a scenario or promises. */
  readonly force: boolean;
  /** What runs at night; null: `soak`, which is written where it is not there. */
  readonly profile: string | null;
}

/** Lines that .gitignore gets: what holds a key, and what nights leave behind. */
const IGNORED: readonly string[] = ["reports/", "nightly/soak.env", "nightly/soak.log", "nightly/.lock"];
const THRESHOLDS = "thresholds.yaml";

/**
 * Writes what nightly soaks need: a workflow, systemd units, a crontab, a CronJob with its image. Without `profile` they run
 * `soak`, which is made from the only scenario that there is, or from `slo init`'s first one where there is none. A file
 * that exists is kept, but with `force`; nothing is written before all is found to fit. SloError `bad_usage`,
 * `bad_scenario`, `bad_thresholds`, or `unwritable` with the file.
 */
export async function initNightly(
  machine: Machine,
  { force, profile }: NightlyOptions,
): Promise<Initialised & { readonly profile: string }> {
  refuseOddCharacters(machine, profile);
  const cwd = machine.repository;
  const text = await readIfThere(join(cwd, THRESHOLDS));
  const names = await profilesIn(cwd);
  const missing = profile === null && !names.includes(SOAK);
  if (missing && names.length > 1) {
    throw new SloError("bad_usage", `there are ${names.length} scenarios: ${names.join(", ")}`, {
      hint: `name the one that runs at night with --profile, or write scenarios/${SOAK}.ts and run this again`,
    });
  }
  if (missing && text !== null) withSoakPromises(text, "open");
  const first = missing && names.length === 0 ? await initProject(cwd, { force: false }) : NOTHING;
  const file = await findScenario(missing ? null : (profile ?? SOAK), cwd);
  const scenario = evaluateBundle(await bundleScenario(file, { cwd }));
  await stopBundler();
  const soak = missing ? await soakFiles(cwd, file, scenario.workload ?? "open") : [];
  const night = {
    profile: profile ?? SOAK,
    scenario: missing ? SOAK : scenario.name,
    populates: scenario.populate !== undefined,
    machine,
  };
  const parts = [
    first,
    await writeAll(cwd, soak, [], true),
    await writeAll(cwd, nightlyTemplates(night), IGNORED, force),
  ];
  const written = [...new Set(parts.flatMap((part) => part.written))];
  const kept = parts.flatMap((part) => part.kept).filter((path) => !written.includes(path));
  return { profile: night.profile, written, kept };
}

const NOTHING: Initialised = { written: [], kept: [] };

/** The soak of a scenario, and its promises where they are not there. */
async function soakFiles(
  cwd: string,
  base: string,
  workload: "open" | "closed",
): Promise<readonly Template[]> {
  const text = await readIfThere(join(cwd, THRESHOLDS));
  const promises = withSoakPromises(text, workload);
  return [
    { path: `scenarios/${SOAK}.ts`, content: soakScenario(basename(base)) },
    ...(promises === text ? [] : [{ path: THRESHOLDS, content: promises }]),
  ];
}

/** Paths and names stand in unit files, a crontab and shell lines, each of which reads some characters in its own way. */
function refuseOddCharacters({ repository, nodeFolder, user }: Machine, profile: string | null): void {
  const folders = { "the folder": repository, "the folder of node": nodeFolder };
  for (const [what, path] of Object.entries(folders)) {
    const odd = /[^\p{L}\p{N}/._@+,=~ -]/u.exec(path)?.[0];
    if (odd === undefined) continue;
    throw new SloError("bad_usage", `${what}, ${path}, has ${JSON.stringify(odd)} in its path`, {
      hint: "unit files, crontabs and shells read it in ways of their own; use another folder",
    });
  }
  for (const [what, name] of Object.entries({ "the user": user, "--profile": profile ?? SOAK })) {
    if (/^[\p{L}\p{N}_./][\p{L}\p{N}_./-]*$/u.test(name)) continue;
    throw new SloError("bad_usage", `${what} "${name}" cannot stand in unit files and shell lines`, {
      hint: "letters, digits, and . _ / - can",
    });
  }
}
