import { expect, test } from "vitest";
import {
  scriptEnvironment,
  secretsFrom,
  setupFrom,
} from "../../../../src/engine/k6/script/process-environment.ts";

test("secrets come back under their own names, whatever those mean to k6 or Go", () => {
  const secrets = { K6_VUS: "3", GODEBUG: "http2client=0", EMPTY: "", TOKEN: "a=b c" };
  const environment = scriptEnvironment(secrets, null);
  expect(Object.keys(environment).filter((name) => !name.startsWith("SLO_"))).toEqual([]);
  expect(secretsFrom({ ...environment, HOME: "/nowhere" })).toEqual(secrets);
});

test("a variable that is not set is none", () => {
  expect(secretsFrom(scriptEnvironment({ GONE: undefined }, null))).toEqual({});
});

test("what setup returned comes back as it was", () => {
  const setup = { token: "t", text: 'ünï "quoted"\n😀 \ud800', list: [1, null, true] };
  expect(setupFrom(scriptEnvironment({}, setup))).toEqual(setup);
  expect(setupFrom(scriptEnvironment({}, null))).toBeNull();
});

test("a long result of setup goes in parts that Linux takes, none of which ends within a character", () => {
  // 100,000 characters of 12 escaped ones each, quotes around them: 1,200,002 in parts of 120,000.
  const setup = "😀".repeat(100_000);
  const environment = scriptEnvironment({}, setup);
  expect(Object.keys(environment)).toHaveLength(11);
  for (const [name, value] of Object.entries(environment)) {
    expect(name.length + 1 + Buffer.byteLength(value)).toBeLessThan(131_072);
  }
  expect(setupFrom(environment)).toBe(setup);
});

test("an environment without a result of setup has null", () => {
  expect(setupFrom({ HOME: "/nowhere" })).toBeNull();
});
