import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "scenario.js");

/** The file that "slo-harness" means in a scenario: the running tool's own, built (beside this chunk) or as source. */
export const TOOL_DOOR = existsSync(built) ? built : join(here, "../scenario/index.ts");
const TOOL_ROOT = existsSync(built) ? here : dirname(here);

/** Whether an absolute path is the tool's own code: neither searched for forbidden globals nor part of a scenario's digest. */
export function isToolSource(path: string): boolean {
  const inside = relative(TOOL_ROOT, path);
  return inside !== "" && !inside.startsWith("..") && !inside.startsWith(sep);
}
