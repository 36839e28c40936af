import { describe, expect, test } from "vitest";
import { bundleScenario, evaluateBundle } from "../../../src/bundle/index.ts";
import { operate } from "../../../src/scenario/index.ts";
import { context } from "../scenario/support.ts";
import { building, refusal, workspace } from "./workspace.ts";

const refusedUse = async (body: string, before = "") => {
  const cwd = await workspace({ "a.ts": building(body, before) });
  return (await refusal(() => bundleScenario("a.ts", { cwd }))).replace(
    "bad_scenario: scenario a.ts cannot be used\n",
    "",
  );
};

// The builder's body begins on line 5 at column 48 (`  operations: { get: { request: (context) => { ` is 47 wide).
describe("what a scenario may not use is refused before any traffic, with its place and what to use instead", () => {
  test.each([
    ['fetch("/");', "fetch is not available in a scenario: yield a request in a flow, or in setup"],
    ["setTimeout(f, 1);", 'setTimeout is not available in a scenario: yield pause("1s") in a flow'],
    ["setInterval(f, 1);", 'setInterval is not available in a scenario: yield pause("1s") in a flow'],
    ["setImmediate(f);", "setImmediate is not available in a scenario: scenario functions are synchronous"],
    [
      "queueMicrotask(f);",
      "queueMicrotask is not available in a scenario: scenario functions are synchronous",
    ],
    [
      "URL.parse();",
      'URL is not available in a scenario: write the path as text beginning with "/"; its parameters in query: { ... }',
    ],
    [
      "URLSearchParams;",
      "URLSearchParams is not available in a scenario: write the parameters in query: { ... }",
    ],
    ["process.env.KEY;", 'process is not available in a scenario: read variables with context.env("NAME")'],
    ["Buffer.from('');", "Buffer is not available in a scenario: write the body as text or json"],
    [
      "performance.now();",
      "performance is not available in a scenario: a scenario has no clock; the tool measures",
    ],
    [
      "crypto.randomUUID();",
      "crypto is not available in a scenario: use context.random (uuid, int, pick), which is the same in every engine and worker",
    ],
    [
      "Date.now();",
      "Date.now is not available in a scenario: a scenario has no clock; derive times from context.seq",
    ],
    [
      "Math.random();",
      "Math.random is not available in a scenario: use context.random, which is the same in every engine and worker",
    ],
    ["globalThis.fetch;", "fetch is not available in a scenario: yield a request in a flow, or in setup"],
    [
      "XMLHttpRequest;",
      "XMLHttpRequest is not available in a scenario: yield a request in a flow, or in setup",
    ],
    ["WebSocket;", "WebSocket is not available in a scenario: only HTTP requests can be sent"],
    ["console.log(1);", "console is not available in a scenario: see requests and responses with `slo try`"],
    ["atob('');", "atob is not available in a scenario: scenarios have the globals of ECMAScript only"],
  ])("%s", async (use, message) => {
    expect(await refusedUse(`${use} return {};`)).toBe(`a.ts:5:48: ${message}`);
  });

  test("every use at once, also in the user's other modules", async () => {
    const cwd = await workspace({
      "scenarios/a.ts": building(
        "return { path: now() + Math.random() };",
        'import { now } from "./now.ts";',
      ),
      "scenarios/now.ts": "export const now = () =>\n  Date.now();",
    });
    const refused = await refusal(() => bundleScenario("scenarios/a.ts", { cwd }));
    expect(refused.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "bad_scenario:",
      "scenarios/now.ts:2:3:",
      "scenarios/a.ts:5:71:",
    ]);
  });

  test("modules of Node and require", async () => {
    expect(await refusedUse("return {};", 'import { readFileSync } from "node:fs"; readFileSync("x");')).toBe(
      'a.ts:2:30: "node:fs" is a module of Node: scenarios have the globals of ECMAScript only; use imports of .json, .csv or .txt files for data',
    );
    expect(await refusedUse("return {};", 'import os from "os"; os.cpus();')).toMatch(
      /^a\.ts:2:16: "os" is a module of Node/,
    );
    expect(await refusedUse('return require("./b.ts");')).toBe(
      'a.ts:5:63: require("./b.ts"): write import ... from "./b.ts"',
    );
  });

  test("a local of the same name and a typeof guard pass", async () => {
    const passes = `const fetch = (process: number) => process; const { Date } = { Date: { now: () => fetch(1) } };
      return { path: "/" + (typeof URL) + (typeof setTimeout === "function") + Date.now() };`;
    const cwd = await workspace({ "a.ts": building(passes) });
    const scenario = evaluateBundle(await bundleScenario("a.ts", { cwd }));
    expect(operate(scenario, "get", context()).start()).toMatchObject({
      request: { path: "/undefinedfalse1" },
    });
  });
});

describe("what cannot be seen in the text throws when it runs", () => {
  const thrown = async (body: string) => {
    const cwd = await workspace({ "a.ts": building(body) });
    const scenario = evaluateBundle(await bundleScenario("a.ts", { cwd }));
    return () => operate(scenario, "get", context()).start();
  };

  test.each([
    [
      "new Date()",
      "get: request threw: new Date() is not available in a scenario: a scenario has no clock; derive times from context.seq",
    ],
    ["Date()", "get: request threw: Date() is not available in a scenario: a scenario has no clock"],
    [
      "new (new Date(0).constructor as DateConstructor)()",
      "get: request threw: new Date() is not available in a scenario",
    ],
    ["(({ now }) => now())(Date)", "get: request threw: Date.now is not available in a scenario"],
    ["(({ random }) => random())(Math)", "get: request threw: Math.random is not available in a scenario"],
    ["eval('1')", "get: request threw: EvalError: Code generation from strings disallowed"],
    [
      "new WebAssembly.Memory({ initial: 1 })",
      "get: request threw: ReferenceError: WebAssembly is not defined",
    ],
  ])("%s", async (expression, message) => {
    expect(await thrown(`return { path: String(${expression}) };`)).toThrow(message);
  });

  test("a date of a given time is ECMAScript", async () => {
    const passes = await thrown(
      'return { path: "/" + new Date(86400000).toISOString() + (new Date(0) instanceof Date) };',
    );
    expect(passes()).toMatchObject({ request: { path: "/1970-01-02T00:00:00.000Ztrue" } });
  });

  test("a dependency's use of a host global throws by its name", async () => {
    const cwd = await workspace({
      "a.ts": building("return { path: ask() };", 'import { ask } from "lib";'),
      "node_modules/lib/package.json": '{"name":"lib","main":"index.js","type":"module"}',
      "node_modules/lib/index.js": "export const ask = () => fetch('/');",
    });
    const scenario = evaluateBundle(await bundleScenario("a.ts", { cwd }));
    expect(() => operate(scenario, "get", context()).start()).toThrow(
      "get: request threw: ReferenceError: not_available_in_a_scenario__fetch is not defined",
    );
  });

  test("a dependency that needs a module of Node fails when the file is evaluated, by that module's name", async () => {
    const cwd = await workspace({
      "a.ts": building("return { path: cwd() };", 'import { cwd } from "lib";'),
      "node_modules/lib/package.json": '{"name":"lib","main":"index.js","type":"module"}',
      "node_modules/lib/index.js":
        'import { cwd as here } from "node:process";\nexport const cwd = () => here();',
    });
    expect(await refusal(() => bundleScenario("a.ts", { cwd }))).toContain(
      '"node:process" is a module of Node: scenarios have the globals of ECMAScript only',
    );
  });
});
