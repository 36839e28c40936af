import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Issue } from "../shared/index.ts";
import { FORBIDDEN, globalOf, MARKERS } from "./forbidden.ts";
import { isDependency } from "./scenario-modules.ts";

/**
 * Each use of a forbidden global in the user's own files, with its place and what to write instead. `typeof` guards
 * pass, and so do dependencies: what they touch in vain fails when it runs.
 */
export function forbiddenUses(code: string, map: string): readonly Issue[] {
  const trace = new TraceMap(map);
  return code.split("\n").flatMap((text, row) =>
    [...text.matchAll(MARKERS)].flatMap((match): Issue[] => {
      if (match[1] !== undefined) return [];
      const { source, line, column } = originalPositionFor(trace, { line: row + 1, column: match.index });
      // The tool's own sources have no name in the map.
      if (!source || isDependency(source)) return [];
      const name = globalOf(match[2] ?? "");
      return [
        {
          where: `${source}:${line}:${column + 1}`,
          message: `${name} is not available in a scenario: ${FORBIDDEN.get(name)}`,
        },
      ];
    }),
  );
}
