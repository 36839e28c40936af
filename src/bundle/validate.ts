import type { Scenario } from "../scenario/index.ts";
import { type Issue, SloError } from "../shared/index.ts";
import { show } from "./claims.ts";
import { crossProblems } from "./cross-rules.ts";
import { scenarioSchema } from "./schema.ts";

/** What a file exports, as a scenario. SloError `bad_scenario` with every problem, each with its path and what was expected. */
export function validateScenario(exported: unknown, file: string): Scenario {
  if (typeof exported !== "object" || exported === null || Array.isArray(exported)) {
    const what =
      exported === undefined
        ? "has no default export"
        : `exports ${show(exported)} where a scenario is expected`;
    throw new SloError("bad_scenario", `scenario ${file} ${what}`, {
      hint: 'end the file with: export default defineScenario({ name: "...", ... })',
    });
  }
  const issues = [...shapeProblems(exported), ...crossProblems(exported)];
  if (issues.length === 0) return exported as Scenario;
  const count = issues.length === 1 ? "1 problem" : `${issues.length} problems`;
  throw new SloError("bad_scenario", `scenario ${file} has ${count}`, { issues });
}

function shapeProblems(exported: object): readonly Issue[] {
  const parsed = scenarioSchema.safeParse(exported);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) =>
    issue.message.split("\n").map((message) => ({ where: issue.path.join(".") || "scenario", message })),
  );
}
