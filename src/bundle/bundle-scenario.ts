import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { type BuildFailure, build, type Message, type Metafile } from "esbuild";
import { type Issue, SloError } from "../shared/index.ts";
import type { Bundle } from "./bundle.ts";
import { evaluateBundle } from "./evaluate.ts";
import { DEFINES } from "./forbidden.ts";
import { forbiddenUses } from "./forbidden-uses.ts";
import { inputsDigest } from "./inputs-digest.ts";
import { scenarioModules } from "./scenario-modules.ts";
import { isToolSource } from "./tool-source.ts";

/** The bundle's only global; the script's completion value is its default export. */
const EXPORTS = "__slo_exports";

/**
 * Makes a scenario file ready to run: everything that it imports in one script, checked to use nothing but
 * ECMAScript, evaluated and validated once. SloError `unreadable` when there is no such file, `bad_scenario` with
 * every problem and its place.
 */
export async function bundleScenario(path: string, { cwd }: { readonly cwd: string }): Promise<Bundle> {
  const absolute = resolve(cwd, path);
  const file = shown(absolute, cwd);
  await readFile(absolute).catch((cause: unknown) => {
    throw new SloError(
      "unreadable",
      `cannot read scenario ${file} (${(cause as NodeJS.ErrnoException).code ?? cause})`,
      {
        cause,
      },
    );
  });
  const { code, map, metafile } = await bundled(absolute, file, cwd);
  const uses = forbiddenUses(code, map);
  if (uses.length > 0) throw unusable(file, uses);
  const inputs = inputsOf(metafile, absolute, cwd);
  const { name } = evaluateBundle({ code, map, file });
  return { name, file, code, map, digest: await inputsDigest(inputs), inputs };
}

async function bundled(entry: string, file: string, cwd: string) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: cwd,
    outfile: resolve(cwd, "scenario.js"),
    write: false,
    bundle: true,
    format: "iife",
    globalName: EXPORTS,
    footer: { js: `${EXPORTS}.default;` },
    target: "es2020",
    platform: "neutral",
    mainFields: ["module", "main"],
    loader: { ".txt": "text" },
    define: { ...DEFINES },
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    legalComments: "none",
    logLevel: "silent",
    plugins: [scenarioModules],
  }).catch((error: unknown) => {
    const { errors } = error as BuildFailure;
    if (!Array.isArray(errors)) throw error;
    throw unusable(
      file,
      errors.map((message) => issueOf(message, file, cwd)),
    );
  });
  const text = (suffix: string) => result.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? "";
  return { code: text(".js"), map: userMap(text(".map"), cwd), metafile: result.metafile };
}

/** The map with the tool's own sources unnamed: errors are located in the user's files. */
function userMap(text: string, cwd: string): string {
  const map = JSON.parse(text) as { sources: (string | null)[] };
  map.sources = map.sources.map((source) => (source && isToolSource(resolve(cwd, source)) ? null : source));
  return JSON.stringify(map);
}

function unusable(file: string, issues: readonly Issue[]): SloError {
  return new SloError("bad_scenario", `scenario ${file} cannot be used`, { issues });
}

function issueOf({ text, location }: Message, file: string, cwd: string): Issue {
  if (location === null) return { where: file, message: text };
  const where = shown(resolve(cwd, location.file), cwd);
  return {
    where: location.line > 0 ? `${where}:${location.line}:${location.column + 1}` : where,
    message: text,
  };
}

/** A path relative to the working directory where it lies below it. */
function shown(absolute: string, cwd: string): string {
  const below = relative(cwd, absolute);
  return below.startsWith("..") || isAbsolute(below) ? absolute : below;
}

/** Files that the entry reaches, absolute and sorted; those of the tool itself are not the scenario's. */
function inputsOf({ inputs }: Metafile, entry: string, cwd: string): readonly string[] {
  const reached = new Set<string>();
  const visit = (key: string): void => {
    const path = resolve(cwd, key);
    const input = inputs[key];
    if (input === undefined || key.includes(":") || isToolSource(path) || reached.has(path)) return;
    reached.add(path);
    for (const { path: next } of input.imports) visit(next);
  };
  visit(Object.keys(inputs).find((key) => resolve(cwd, key) === entry) ?? "");
  return [...reached].sort();
}
