import { expect, test } from "vitest";
import { validateScenario } from "../../src/bundle/validate.ts";
import { SloError } from "../../src/shared/index.ts";

/** As much wrong as fits into one scenario. */
const wrong = {
  name: "re.call",
  expected: { rate: -1, users: 2.5, source: "" },
  workload: "opened",
  arrivals: "poison",
  timeout: "5",
  duration: "0s",
  headers: { "x-api-key": "k" },
  setup: "login",
  oprations: {},
  operations: {
    recall: { weight: -1, request: "GET /", good: true, wieght: 2, timout: "1s" },
    intake: { *flow() {} },
    nothing: {},
    both: { timeout: "1s", request: () => ({}), *flow() {} },
    text: "GET /",
    all: { request: () => ({}) },
    "2nd": { request: () => ({}) },
  },
  probes: { health: { rate: 0 }, recall: { rate: Number.NaN, request: () => ({}) } },
  populate: { operation: "writes", count: 1.5, unless: "SLO-SCOPE" },
  limits: [{ operation: "recal", rate: "40", burst: 0 }, 7],
  abort: { error_rate: "150%", for: "soon" },
  signals: {
    "a.b": "up",
    queue: {
      series: "jobs{state=waiting}",
      over: "mean",
      rate: "yes",
      path: "metrics",
      port: 0,
      every: "5s",
    },
    secret: { series: "up", url: "http://user:pass@127.0.0.1" },
    page: { series: "up", url: "http://127.0.0.1/metrics", optinal: true },
    list: [],
    number: 7,
  },
  build: { path: "health", field: "", header: 7, fields: "version" },
};

test("every problem of a scenario comes at once, each with its path and what was expected", async () => {
  let text = "";
  try {
    validateScenario(wrong, "scenarios/recall.ts");
  } catch (error) {
    const { message, issues } = error as SloError;
    text = [message, ...issues.map((issue) => `${issue.where}: ${issue.message}`), ""].join("\n");
  }
  await expect(text).toMatchFileSnapshot("bundle-problems.golden.txt");
});

test("an empty scenario is told all that it lacks", async () => {
  expect(() => validateScenario({}, "s.ts")).toThrow(SloError);
  try {
    validateScenario({}, "s.ts");
  } catch (error) {
    expect((error as SloError).issues.map(({ where, message }) => `${where}: ${message}`)).toEqual([
      'name: expected a name of letters, digits, "_" and "-" that begins with a letter, got nothing',
      "expected: expected { rate, source } or { users, source }, got nothing",
      'timeout: expected a duration above 0 with its unit ("500ms", "5s", "2m"), got nothing',
      "operations: expected an object of operations by name, got nothing",
    ]);
  }
});
