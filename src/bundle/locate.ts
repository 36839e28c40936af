import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Bundle } from "./bundle.ts";

/** The name under which a bundle's script stands in stack traces. */
export const SCRIPT = "slo-scenario.js";
const FRAME = /slo-scenario\.js:(\d+):(\d+)/g;

/**
 * Where in the user's files an error arose, as "scenarios/recall.ts:12:5": the innermost frame of the scenario's script,
 * of the error or of its deepest cause that has one. Without such a frame, the scenario's file alone.
 */
export function locateScenarioLine(bundle: Pick<Bundle, "map" | "file">, error: unknown): string {
  const trace = new TraceMap(bundle.map);
  for (const stack of stacksOf(error)) {
    for (const [, line, column] of stack.matchAll(FRAME)) {
      const at = originalPositionFor(trace, { line: Number(line), column: Number(column) - 1 });
      // The tool's own sources have no name in the map.
      if (!at.source) continue;
      return `${at.source}:${at.line}:${at.column + 1}`;
    }
  }
  return bundle.file;
}

/** Stack texts of an error and its causes, deepest first. An error of another realm is no `instanceof Error` here. */
function stacksOf(error: unknown): readonly string[] {
  const stacks: string[] = [];
  for (let at = error; typeof at === "object" && at !== null; at = "cause" in at ? at.cause : null) {
    if ("stack" in at && typeof at.stack === "string") stacks.unshift(at.stack);
  }
  return stacks;
}
