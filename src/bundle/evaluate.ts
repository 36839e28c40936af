import { Script } from "node:vm";
import type { Scenario } from "../scenario/index.ts";
import { frozen, SloError } from "../shared/index.ts";
import { bareContext } from "./bare-context.ts";
import type { Bundle } from "./bundle.ts";
import { locateScenarioLine, SCRIPT } from "./locate.ts";
import { validateScenario } from "./validate.ts";

/** A file's top level only builds values; one that takes this long is taken to loop. */
const EVALUATION_MS = 5_000;

/**
 * The scenario of a bundle, validated and frozen, its functions as they are. SloError `bad_scenario` when the file's top
 * level throws or does not end, exports no scenario, or one with problems (all of them at once, in `issues`).
 */
export function evaluateBundle(
  bundle: Pick<Bundle, "code" | "map" | "file">,
  { evaluationMs = EVALUATION_MS }: { readonly evaluationMs?: number } = {},
): Scenario {
  let exported: unknown;
  try {
    exported = new Script(bundle.code, { filename: SCRIPT }).runInContext(bareContext(), {
      timeout: evaluationMs,
    });
  } catch (cause) {
    throw new SloError("bad_scenario", `scenario ${bundle.file} cannot be used`, {
      cause,
      issues: [{ where: locateScenarioLine(bundle, cause), message: why(cause, evaluationMs) }],
    });
  }
  // So that no arrival can change what the next one sees of the scenario.
  return frozen(validateScenario(exported, bundle.file));
}

function why(cause: unknown, evaluationMs: number): string {
  const { code, name, message } = (cause ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
    return `the file's top level did not end within ${evaluationMs / 1_000} s`;
  }
  return message === undefined ? `threw ${cause}` : `${name}: ${message}`;
}
