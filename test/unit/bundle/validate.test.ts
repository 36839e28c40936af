import { describe, expect, test } from "vitest";
import { validateScenario } from "../../../src/bundle/validate.ts";
import { refusal } from "./workspace.ts";

const request = () => ({ path: "/" });
const sound = {
  name: "s",
  expected: { rate: 1, source: "test" },
  timeout: "1s",
  operations: { get: { request } },
};
const problems = async (more: object) =>
  (await refusal(() => validateScenario({ ...sound, ...more }, "s.ts"))).split("\n").slice(1);

test("a sound scenario comes back as it is, functions and all", () => {
  const scenario = {
    ...sound,
    workload: "closed",
    arrivals: "poisson",
    duration: "1m",
    expected: { users: 3, source: "test" },
    headers: () => ({}),
    *setup() {},
    operations: {
      get: { weight: 2, timeout: "2s", request, good: () => true },
      intake: { weight: 0, timeout: "9s", *flow() {} },
    },
    probes: { health: { rate: 0.5, timeout: "1s", request, good: () => true } },
    populate: { operation: "intake", count: 5, unless: "SLO_SCOPE" },
    limits: [{ operation: "get", rate: 4, burst: 8, source: "docs" }],
    abort: { error_rate: "12.5%", for: "30s" },
    signals: {
      outbox_pending: "outbox_pending",
      queue: { series: 'jobs{state="waiting"}', path: "/m", port: 9187, over: "sum", rate: true },
      rss: { series: "process_resident_memory_bytes", url: "http://[::1]:9", headers: true, optional: true },
    },
    build: { path: "/health", field: "git.commit", headers: true, optional: true },
  };
  expect(validateScenario(scenario, "s.ts")).toBe(scenario);
});

describe("what fields demand of each other", () => {
  test.each<[string, object, string[]]>([
    [
      "an operation has a request or a flow",
      { operations: { get: {} } },
      ["operations.get: expected a request or a flow, got neither"],
    ],
    [
      "but not both",
      { operations: { get: { request, timeout: "1s", *flow() {} } } },
      ["operations.get: expected a request or a flow, got both"],
    ],
    [
      "a flow sets its own timeout and has no check of its own",
      { operations: { get: { good: () => true, *flow() {} } } },
      [
        "operations.get.good: a flow has no check of its own: give its steps one each, or return false",
        "operations.get.timeout: expected a timeout: a flow must set its own, as its pauses count",
      ],
    ],
    [
      "some operation has a weight above 0",
      { operations: { get: { weight: 0, request } } },
      ["operations: expected at least one operation with a weight above 0"],
    ],
    [
      "there is an operation at all",
      { operations: {} },
      ["operations: expected at least one operation with a weight above 0"],
    ],
    [
      "a signal is read from one place, and a build too",
      { signals: { a: { series: "up", port: 1, url: "http://127.0.0.1:2" } }, build: { path: "/" } },
      [
        "signals.a: expected a port of the target's host or a url, got both",
        "build: expected a field or a header, got neither",
      ],
    ],
    [
      "cpu is no count of cores",
      { signals: { cpu: { series: "process_cpu_seconds_total", rate: true } } },
      ["signals.cpu: cpu is a share of the cores, 0 to 1; give a rate of CPU seconds another name"],
    ],
    [
      "an open workload has a rate",
      { expected: { users: 3, source: "test" } },
      ["expected.rate: expected the arrivals per second at 1x: the workload is open"],
    ],
    [
      "a closed workload has users",
      { workload: "closed" },
      ["expected.users: expected the number of users at 1x: the workload is closed"],
    ],
    [
      "operations named elsewhere exist",
      {
        populate: { operation: "gets", count: 1 },
        limits: [{ operation: "checkout", rate: 1, source: "docs" }],
      },
      [
        'populate.operation: there is no operation "gets" (did you mean "get"?)',
        'limits.0.operation: there is no operation "checkout"',
      ],
    ],
    [
      "names can be told apart",
      {
        operations: { get: { request }, all: { request }, "a.b": { request } },
        probes: { get: { rate: 1, request }, load: { rate: 1, request } },
      },
      [
        'operations.all: "all" is a reserved name; choose another',
        'operations.a.b: expected a name of letters, digits, "_" and "-" that begins with a letter',
        'probes.load: "load" is a reserved name; choose another',
        "probes.get: an operation has the same name; promises could not tell them apart",
      ],
    ],
  ])("%s", async (_that, more, expected) => {
    expect(await problems(more)).toEqual(expected);
  });
});

test("a scenario of another realm is one all the same", async () => {
  const { runInNewContext } = await import("node:vm");
  const foreign = runInNewContext(
    '({ name: "s", expected: { rate: 1, source: "t" }, timeout: "1s", operations: { get: { request: () => ({}) } }, limits: [] })',
  );
  expect(validateScenario(foreign, "s.ts")).toBe(foreign);
});
