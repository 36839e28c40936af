import type { Json } from "../shared/index.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Returns the scenario as it is; it is there for the editor, which then knows every field and the type of
 * `context.setup` (write `setup` before the functions that use it: types are inferred from top to bottom).
 */
export function defineScenario<Setup extends Json = Json>(scenario: Scenario<Setup>): Scenario {
  return scenario as unknown as Scenario;
}
