import { z } from "zod";
import type { Flow, Scenario } from "../scenario/index.ts";
import {
  above0,
  callable,
  claim,
  duration,
  expected,
  isNumber,
  NAME,
  oneOf,
  shape,
  text,
  whole,
} from "./claims.ts";
import { buildSchema, signalSchema } from "./signal-schema.ts";

const operationName = text("the name of an operation");

type Operation = Scenario["operations"][string];
type Builder = NonNullable<Operation["request"]>;
type Check = NonNullable<Operation["good"]>;

const builder = callable<Builder>("a function (context) => ({ method, path, ... })");
const check = callable<Check>("a function (response, context) => true or false");

const operation = shape("an operation: { request } or { flow, timeout }", {
  weight: claim<number>("a number of at least 0", (value) => isNumber(value) && value >= 0).optional(),
  timeout: duration.optional(),
  request: builder.optional(),
  good: check.optional(),
  flow: callable<NonNullable<Operation["flow"]>>("a generator function *flow(context)").optional(),
});

const probe = shape("a probe: { rate, request }", {
  rate: above0,
  timeout: duration.optional(),
  request: builder,
  good: check.optional(),
});

const limit = shape("a limit: { operation, rate, source }", {
  operation: operationName,
  rate: above0,
  burst: whole("a whole number above 0").optional(),
  source: text("where the limit is stated, as text"),
});

/** The shape of a scenario, field by field; what fields demand of each other is in cross-rules.ts. */
export const scenarioSchema = shape("a scenario: defineScenario({ ... })", {
  name: claim<string>(
    'a name of letters, digits, "_" and "-" that begins with a letter',
    (value) => typeof value === "string" && NAME.test(value),
  ),
  expected: shape("{ rate, source } or { users, source }", {
    rate: above0.optional(),
    users: whole("a whole number of users above 0").optional(),
    source: text("where the figure comes from, as text"),
  }),
  workload: oneOf("open", "closed").optional(),
  arrivals: oneOf("uniform", "poisson").optional(),
  timeout: duration,
  duration: duration.optional(),
  headers: callable<NonNullable<Scenario["headers"]>>("a function (context) => ({ name: value })").optional(),
  setup: callable<(context: never) => Flow<unknown>>("a generator function *setup(context)").optional(),
  operations: z.record(z.string(), operation, { error: expected("an object of operations by name") }),
  probes: z.record(z.string(), probe, { error: expected("an object of probes by name") }).optional(),
  populate: shape("{ operation, count }", {
    operation: operationName,
    count: whole("a whole number above 0"),
    unless: claim<string>(
      "the name of a variable (letters, digits and _)",
      (value) => typeof value === "string" && /^[A-Z_][A-Z0-9_]*$/i.test(value),
    ).optional(),
  }).optional(),
  limits: z.array(limit, { error: expected("a list of { operation, rate, source }") }).optional(),
  abort: shape('{ error_rate: "50%", for: "30s" }', {
    error_rate: claim<string>('a percentage above 0 and at most 100, such as "50%"', isPercentage),
    for: duration,
  }).optional(),
  signals: z.record(z.string(), signalSchema, { error: expected("an object of signals by name") }).optional(),
  build: buildSchema.optional(),
});

function isPercentage(value: unknown): boolean {
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim()) : null;
  const percent = Number(match?.[1]);
  return percent > 0 && percent <= 100;
}
