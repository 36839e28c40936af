import { expect, test } from "vitest";
import { contextOf, environment, operate } from "../../../src/scenario/index.ts";
import { SloError } from "../../../src/shared/index.ts";
import { context, scenario } from "./support.ts";

test("the same seed, stream and number give the same request, and any other gives another", () => {
  const drawing = scenario({
    get: { request: ({ random, seq }) => ({ path: `/${seq}/${random.int(1e9)}/${random.uuid()}` }) },
  });
  const first = operate(drawing, "get", context(7, 3)).start();
  expect(operate(drawing, "get", context(7, 3)).start()).toEqual(first);
  expect(operate(drawing, "get", context(8, 3)).start()).not.toEqual(first);
  expect(operate(drawing, "get", context(7, 4)).start()).not.toEqual(first);
  expect(operate(drawing, "get", context(7, 3, "populate")).start()).not.toEqual(first);
});

test("draws go on through an arrival, from the request to its check", () => {
  const one = context(1);
  expect(one.random).toBe(one.random);
});

test("the parts of a context reach the scenario", () => {
  const env = environment({ given: {}, secrets: {} });
  const parts = { seed: 9, stream: "load", seq: 4, setup: { token: "t" }, runId: "r", user: 2, env };
  expect(contextOf(parts)).toMatchObject({ seed: 9, seq: 4, setup: { token: "t" }, runId: "r", user: 2 });
});

test("env prefers -e, then the environment, then the fallback, and tells of each source once", () => {
  const heard: string[] = [];
  const env = environment(
    { given: { A: "given" }, secrets: { A: "secret", B: "secret", C: undefined } },
    (name, from, value) => heard.push(`${name} ${from} ${value}`),
  );
  expect([env("A"), env("B"), env("B"), env("C", "fallback"), env("D", "")]).toEqual([
    "given",
    "secret",
    "secret",
    "fallback",
    "",
  ]);
  expect(heard).toEqual(["A -e given", "B environment secret", "C default fallback", "D default "]);
});

test("a missing variable is an error that names both ways to set it", () => {
  const env = environment({ given: {}, secrets: {} });
  const missing = () => env("constructor");
  expect(missing).toThrow("the scenario reads the variable constructor, which is not set");
  try {
    missing();
  } catch (error) {
    expect(error).toBeInstanceOf(SloError);
    expect(error).toMatchObject({ code: "bad_usage" });
    expect((error as SloError).hint).toMatch(/-e constructor=VALUE .* set constructor in the environment/);
  }
});

test("a missing variable in a request builder is a fault that carries its error", () => {
  const needing = scenario({ get: { request: ({ env }) => ({ path: `/${env("ID")}` }) } });
  expect(() => operate(needing, "get", context()).start()).toThrow(
    "get: request threw: the scenario reads the variable ID, which is not set",
  );
});
