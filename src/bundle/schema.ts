import { z } from "zod";
import type { Flow, Scenario } from "../scenario/index.ts";
import { didYouMean, readDuration } from "../shared/index.ts";

/** Names of scenarios, operations and probes: they become words of thresholds.yaml, keys and folder names. */
export const NAME = /^[a-z][a-z0-9_-]*$/i;

/** A value as a message shows it: short, and text in quotes. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const expected =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `expected ${what}, got ${show(input)}`;

/** A value that passes `holds`, described as `what` when it does not. */
function claim<T>(what: string, holds: (value: unknown) => boolean) {
  return z.custom<T>(holds, { error: expected(what) });
}

/** An object with these keys only. Unknown ones are named with the nearest known (validate.ts takes the message apart). */
function shape<S extends z.core.$ZodLooseShape>(what: string, fields: S) {
  return z.strictObject(fields, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `unknown key "${key}"${didYouMean(key, Object.keys(fields))}`).join("\n")
        : expected(what)(issue),
  });
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const above0 = claim<number>("a number above 0", (value) => isNumber(value) && value > 0);
const whole = (what: string) =>
  claim<number>(what, (value) => isNumber(value) && Number.isInteger(value) && value > 0);
const text = (what: string) =>
  claim<string>(what, (value) => typeof value === "string" && value.trim() !== "");
const duration = claim<string>(
  'a duration above 0 with its unit ("500ms", "5s", "2m")',
  (value) => typeof value === "string" && (readDuration(value) ?? 0) > 0,
);
const callable = <F>(what: string) => claim<F>(what, (value) => typeof value === "function");
const oneOf = <T extends string>(...words: readonly T[]) =>
  claim<T>(words.map((word) => `"${word}"`).join(" or "), (value) => words.includes(value as T));
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
});

function isPercentage(value: unknown): boolean {
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim()) : null;
  const percent = Number(match?.[1]);
  return percent > 0 && percent <= 100;
}
