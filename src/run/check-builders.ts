import { type Bundle, locateScenarioLine } from "../bundle/index.ts";
import type { ScenarioEnv } from "../engine/index.ts";
import { contextOf, environment, operate, type Scenario, ScenarioFault } from "../scenario/index.ts";
import { type Json, redact, SloError } from "../shared/index.ts";
import { rehearsed } from "./preflight.ts";

export interface BuilderParts {
  readonly scenario: Scenario;
  readonly bundle: Bundle;
  readonly env: ScenarioEnv;
  readonly seed: number;
  readonly setup: Json;
}

/** Builds the first request of each operation and probe, and sends nothing: a builder that throws is found before any traffic. */
export function checkBuilders({ scenario, bundle, env, seed, setup }: BuilderParts): void {
  const secrets: string[] = [];
  const read = environment(env, (_name, from, value) => {
    if (from === "environment") secrets.push(value);
  });
  for (const name of rehearsed(scenario)) {
    const context = contextOf({
      seed,
      stream: "build",
      seq: 0,
      setup,
      runId: "build",
      user: null,
      env: read,
    });
    try {
      operate(scenario, name, context).start();
    } catch (error) {
      throw error instanceof ScenarioFault ? scenarioError(error, bundle, secrets) : error;
    }
  }
}

/** A throwing builder or flow is the user's mistake, with its line; a missing variable says so itself. */
export function scenarioError(fault: ScenarioFault, bundle: Bundle, secrets: readonly string[]): SloError {
  if (fault.cause instanceof SloError) return fault.cause;
  return new SloError("bad_scenario", `scenario ${bundle.file} cannot be run`, {
    issues: [{ where: locateScenarioLine(bundle, fault), message: redact(fault.message, secrets) }],
    cause: fault,
  });
}
