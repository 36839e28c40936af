import {
  type Context,
  contextOf,
  environment,
  type ResponseView,
  type Scenario,
} from "../../../src/scenario/index.ts";

/** A response whose body is the JSON text of `body`. */
export function response(status: number, body: unknown = {}): ResponseView {
  const text = JSON.stringify(body);
  return { status, headers: {}, text: () => text, json: () => JSON.parse(text) };
}

export function context(seq = 0, seed = 1, stream = "load"): Context {
  const env = environment({ given: {}, secrets: {} });
  return contextOf({ seed, stream, seq, setup: null, runId: "r1", user: null, env });
}

/** A scenario of the given operations, the rest as small as can be. */
export function scenario(operations: Scenario["operations"], more: Partial<Scenario> = {}): Scenario {
  return { name: "s", expected: { rate: 1, source: "test" }, timeout: "1s", operations, ...more };
}
