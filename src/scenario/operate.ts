import type { Json } from "../shared/index.ts";
import { FlowDriven } from "./drive-flow.ts";
import { RequestDriven } from "./drive-request.ts";
import type { Driven } from "./driven.ts";
import { GOOD, type Judged } from "./judge-response.ts";
import type { Context, Flow, Operation, Scenario } from "./scenario.ts";
import { ScenarioFault } from "./scenario-fault.ts";

const SAID_NO: Judged = Object.freeze({ good: false, reason: "flow_said_no" });

/**
 * One arrival of an operation or a probe (or "setup"), ready to be driven. Same scenario, name and context: same
 * requests. A RangeError for a name that the scenario does not have.
 */
export function operate(scenario: Scenario, name: string, context: Context): Driven {
  const operation: Operation | undefined = scenario.operations[name] ?? scenario.probes?.[name];
  if (operation === undefined) {
    if (name === "setup") return operateSetup(scenario, context);
    throw new RangeError(`scenario ${scenario.name} has no operation or probe ${name}`);
  }
  if (operation.flow === undefined) return new RequestDriven(scenario, name, operation, context);
  return new FlowDriven(
    scenario,
    name,
    context,
    () => operation.flow?.(context) as Flow<unknown>,
    (returned, steps) => {
      if (steps === 0) throw new ScenarioFault(name, null, "the flow ended without having sent a request");
      return returned === false ? SAID_NO : GOOD;
    },
  );
}

/** `setup`, ready to be driven; when it ended good, `result` is what it returned, as JSON (null before). */
export function operateSetup(scenario: Scenario, context: Context): Driven & { result(): Json } {
  const { setup } = scenario;
  if (setup === undefined) throw new RangeError(`scenario ${scenario.name} has no setup`);
  let result: Json = null;
  const driven = new FlowDriven(
    scenario,
    "setup",
    context,
    () => setup(context as Context<null>),
    (returned) => {
      result = asJson(returned);
      return GOOD;
    },
  );
  return {
    start: () => driven.start(),
    answered: (response) => driven.answered(response),
    paused: () => driven.paused(),
    result: () => result,
  };
}

/** What a JSON file would keep of it, so that every worker sees the same. */
function asJson(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value) ?? "null") as Json;
  } catch (cause) {
    throw new ScenarioFault("setup", null, "returned what JSON cannot hold", cause);
  }
}
