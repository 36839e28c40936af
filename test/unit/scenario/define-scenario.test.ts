import { expect, expectTypeOf, test } from "vitest";
import { type Context, defineScenario, type Scenario } from "../../../src/scenario/index.ts";
import type { Json } from "../../../src/shared/index.ts";

test("a scenario comes back as it is", () => {
  const scenario: Scenario = {
    name: "s",
    expected: { rate: 1, source: "test" },
    timeout: "1s",
    operations: {},
  };
  expect(defineScenario(scenario)).toBe(scenario);
});

test("context.setup has the type of what setup returns", () => {
  const scenario = defineScenario({
    name: "s",
    expected: { rate: 1, source: "test" },
    timeout: "1s",
    *setup({ env }) {
      const login = yield { path: "/login", json: { key: env("KEY") } };
      return { token: String(login.json().token) };
    },
    headers: ({ setup }): Record<string, string> => {
      expectTypeOf(setup).toEqualTypeOf<{ token: string } | null>();
      return setup === null ? {} : { authorization: setup.token };
    },
    operations: {
      get: {
        request: ({ setup, seq }) => {
          expectTypeOf(setup).toEqualTypeOf<{ token: string }>();
          return { path: `/${seq}/${setup.token}` };
        },
        good: (response, { setup }) => response.json().token === setup.token,
      },
      intake: {
        timeout: "2s",
        *flow({ setup }) {
          const answer = yield { path: `/${setup.token}` };
          expectTypeOf(answer.status).toEqualTypeOf<number>();
        },
      },
    },
  });
  expectTypeOf(scenario).toEqualTypeOf<Scenario>();
});

test("without setup context.setup is JSON, and shared functions fit any scenario that has none", () => {
  const request = ({ seq }: Context) => ({ path: `/${seq}` });
  const scenario = defineScenario({
    name: "s",
    expected: { rate: 1, source: "test" },
    timeout: "1s",
    operations: {
      get: { request },
      more: {
        request: ({ setup }) => {
          expectTypeOf(setup).toEqualTypeOf<Json>();
          return { path: "/" };
        },
      },
    },
  });
  expect(scenario.operations.get?.request).toBe(request);
});

test("a misspelt field does not compile", () => {
  defineScenario({
    name: "s",
    expected: { rate: 1, source: "test" },
    timeout: "1s",
    // @ts-expect-error "wieght" is no field of an operation
    operations: { get: { wieght: 1, request: () => ({ path: "/" }) } },
  });
});
