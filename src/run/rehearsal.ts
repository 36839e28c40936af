import type { Bundle } from "../bundle/index.ts";
import type { ScenarioEnv } from "../engine/index.ts";
import {
  contextOf,
  environment,
  operate,
  operateSetup,
  type Scenario,
  ScenarioFault,
} from "../scenario/index.ts";
import { type Json, parseDuration, SloError, type Us } from "../shared/index.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { scenarioError } from "./check-builders.ts";
import type { Client } from "./client.ts";
import { showRefusal } from "./show-exchange.ts";

/** A variable that the scenario read: where it came from; a secret's value stays here and goes into no file. */
export interface ReadVariable {
  readonly from: "-e" | "environment" | "default";
  readonly value: string;
}

/** Unmeasured use of a scenario against a target: the same functions that the load will call. */
export interface Rehearsal {
  readonly scenario: Scenario;
  readonly bundle: Bundle;
  readonly client: Client;
  readonly variables: ReadonlyMap<string, ReadVariable>;
  secrets(): readonly string[];
  /** The scenario's `headers`, spelt for the wire. */
  headers(): Readonly<Record<string, string>>;
  /** One pass of an operation, flow or probe. `stream` and `seq` choose its draws. */
  attempt(name: string, stream: string, seq: number): Promise<Attempt>;
  /** Runs `setup`; later attempts see its result. SloError `preflight_refused` when a step of it is not good. */
  setUp(): Promise<Json>;
}

export interface RehearsalParts {
  readonly scenario: Scenario;
  readonly bundle: Bundle;
  readonly client: Client;
  readonly env: ScenarioEnv;
  readonly seed: number;
  readonly runId: string;
}

export function rehearse({ scenario, bundle, client, env, seed, runId }: RehearsalParts): Rehearsal {
  const variables = new Map<string, ReadVariable>();
  const read = environment(env, (name, from, value) => variables.set(name, { from, value }));
  let setup: Json = null;
  const context = (stream: string, seq: number) =>
    contextOf({ seed, stream, seq, setup, runId, user: null, env: read });
  const secrets = () =>
    [...variables.values()].filter(({ from }) => from === "environment").map(({ value }) => value);
  const located = async <T>(use: () => Promise<T>): Promise<T> => {
    try {
      return await use();
    } catch (error) {
      throw error instanceof ScenarioFault ? scenarioError(error, bundle, secrets()) : error;
    }
  };
  return {
    scenario,
    bundle,
    client,
    variables,
    secrets,
    headers() {
      const bare: Scenario = { ...scenario, operations: { bare: { request: () => ({ path: "/" }) } } };
      try {
        const action = operate(bare, "bare", context("signals", 0)).start();
        return action.kind === "request" ? action.request.headers : {};
      } catch (error) {
        throw error instanceof ScenarioFault ? scenarioError(error, bundle, secrets()) : error;
      }
    },
    attempt: (name, stream, seq) =>
      located(() =>
        attempt(operate(scenario, name, context(stream, seq)), client, timeoutOf(scenario, name)),
      ),
    async setUp() {
      if (scenario.setup === undefined) return null;
      const driven = operateSetup(scenario, context("setup", 0));
      const tried = await located(() => attempt(driven, client, timeoutOf(scenario, "setup")));
      if (!tried.judged.good) {
        throw new SloError("preflight_refused", `setup is not good: ${tried.judged.reason}`, {
          hint: `this is what was sent and what came back:\n\n${showRefusal(tried, secrets())}`,
        });
      }
      setup = driven.result();
      return setup;
    },
  };
}

/** An operation's or probe's own timeout, else the scenario's. */
export function timeoutOf(scenario: Scenario, name: string): Us {
  const text = scenario.operations[name]?.timeout ?? scenario.probes?.[name]?.timeout ?? scenario.timeout;
  return parseDuration(text, `timeout of ${name}`);
}
