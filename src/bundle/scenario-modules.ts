import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { sep } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { readCsv } from "./csv.ts";
import { ECMASCRIPT_ONLY } from "./forbidden.ts";
import { isToolSource, TOOL_DOOR } from "./tool-source.ts";

const ABSENT = "absent-in-scenarios";

/** Whether a path belongs to a package that the user installed. */
export function isDependency(path: string): boolean {
  return path.split(sep).includes("node_modules");
}

function resolve({ path, importer, kind }: OnResolveArgs): OnResolveResult | null {
  if (path === "slo-harness") return { path: TOOL_DOOR };
  // The door's neighbours import these for functions which no scenario reaches; unused, they are dropped.
  if (isToolSource(importer) && !path.startsWith(".")) return { path, external: true, sideEffects: false };
  const builtin = path.startsWith("node:") || isBuiltin(path);
  // A dependency may guard its import or never use it: it fails only when it is evaluated.
  if (builtin && isDependency(importer)) return { path, namespace: ABSENT };
  if (builtin) {
    return {
      errors: [
        {
          text: `"${path}" is a module of Node: ${ECMASCRIPT_ONLY}; use imports of .json, .csv or .txt files for data`,
        },
      ],
    };
  }
  if (kind === "require-call" && !isDependency(importer)) {
    return { errors: [{ text: `require("${path}"): write import ... from "${path}"` }] };
  }
  return null;
}

/** How the imports of a scenario are found: the tool itself, CSV as data, and no module of Node. */
export const scenarioModules: Plugin = {
  name: "scenario-modules",
  setup(build) {
    build.onResolve({ filter: /.*/ }, resolve);
    build.onLoad({ filter: /.*/, namespace: ABSENT }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`"${path}" is a module of Node: ${ECMASCRIPT_ONLY}`)});`,
    }));
    build.onLoad({ filter: /\.csv$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      try {
        return { contents: JSON.stringify(readCsv(text)), loader: "json" };
      } catch (error) {
        if (error instanceof SyntaxError)
          return { errors: [{ text: error.message, location: { file: path } }] };
        throw error;
      }
    });
  },
};
