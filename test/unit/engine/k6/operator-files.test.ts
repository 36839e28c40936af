import { expect, test } from "vitest";
import { parse } from "yaml";
import { operatorFiles } from "../../../../src/engine/k6/operator-files.ts";
import type { PodHeader } from "../../../../src/engine/k6/script/script-job.ts";
import { compilePlan } from "../../../../src/plan/index.ts";

const plan = compilePlan({
  profile: "Mixed_load",
  workload: "open",
  arrivals: "poisson",
  seed: 7,
  expected: { rate: 1, source: "a test" },
  levels: [{ x: 1, steadyUs: 1e6 }],
  operations: [{ name: "ask", kind: "request", weight: 1, timeoutUs: 1e6 }],
  probes: [],
});
const header: PodHeader = {
  kind: "header",
  schema: "slo/record/v1",
  run_id: "run-1",
  tool: { name: "slo-harness", version: "1" },
  engine: { name: "k6", version: "1", workers: 1 },
  plan,
  scenario: { name: "s", file: "s.ts", digest: "sha256:0" },
  thresholds: { file: "thresholds.yaml", text: "", digest: "sha256:0" },
  target: {
    url: "http://memory:3001",
    embedded: false,
    build: "b",
    same_machine: false,
    addresses: [],
    insecure: true,
  },
  labels: {},
  env: {},
  populated: null,
  git: null,
  notices: [],
};
const files = (parts: { code?: string; hasSetup?: boolean; parallelism?: number } = {}) =>
  operatorFiles({
    bundle: { code: parts.code ?? "var __slo_exports = { default: {} };\n" },
    runtime: 'import slo from "k6/x/slo";\n',
    header,
    given: { PLAIN: "open" },
    secrets: ["API_KEY"],
    hasSetup: parts.hasSetup ?? true,
    parallelism: parts.parallelism ?? 8,
    image: "registry.example/slo-k6:1",
  });

// Fields of the published TestRun (k6.io/v1alpha1, grafana/k6-operator, api/v1alpha1/testrun_types.go); required ones without "?".
const STRING = "string";
const ENV = [
  {
    name: STRING,
    "value?": STRING,
    "valueFrom?": { "secretKeyRef?": { name: STRING, key: STRING, "optional?": "boolean" } },
  },
];
const POD = { "image?": STRING, "env?": ENV };
const TEST_RUN = {
  apiVersion: STRING,
  kind: STRING,
  metadata: { name: STRING },
  spec: {
    script: { "configMap?": { name: STRING, "file?": STRING } },
    parallelism: "number",
    "separate?": "boolean",
    "arguments?": STRING,
    "initializer?": POD,
    "runner?": POD,
    // Text, not a truth value: the operator parses it.
    "quiet?": STRING,
  },
};

/** Where a value has a field that the shape lacks, lacks one that it has, or has one of another type. */
function differences(value: unknown, shape: unknown, at: string): readonly string[] {
  if (typeof shape === "string") return typeof value === shape ? [] : [`${at}: not a ${shape}`];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at}: not a list`];
    return value.flatMap((one, i) => differences(one, shape[0], `${at}[${i}]`));
  }
  if (typeof value !== "object" || value === null) return [`${at}: not an object`];
  const fields = new Map(
    Object.entries(shape as object).map(([key, inner]) => [
      key.replace("?", ""),
      { inner, optional: key.endsWith("?") },
    ]),
  );
  const unknown = Object.keys(value).filter((key) => !fields.has(key));
  const within = [...fields].flatMap(([key, { inner, optional }]) => {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) return optional ? [] : [`${at}.${key}: missing`];
    return differences(field, inner, `${at}.${key}`);
  });
  return [...unknown.map((key) => `${at}.${key}: unknown`), ...within];
}

test("the TestRun has the published shape", () => {
  const testRun = parse(files()["testrun.yaml"] ?? "");
  expect(differences(testRun, TEST_RUN, "TestRun")).toEqual([]);
  expect(testRun).toMatchObject({
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    spec: { parallelism: 8, script: { configMap: { name: "slo-mixed-load", file: "slo-scenario.js" } } },
  });
});

test("the shape check finds what does not belong", () => {
  expect(
    differences(
      { apiVersion: 1, kind: "TestRun", metadata: { name: "n" }, spec: { x: 1, script: {} } },
      TEST_RUN,
      "t",
    ),
  ).toEqual(["t.apiVersion: not a string", "t.spec.x: unknown", "t.spec.parallelism: missing"]);
});

test("the names are ones that Kubernetes takes, and the TestRun's file is in the ConfigMap", () => {
  const made = files();
  const map = parse(made["configmap.yaml"] ?? "");
  const { script } = parse(made["testrun.yaml"] ?? "").spec;
  // RFC 1123 labels.
  expect(map.metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
  expect(map).toMatchObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: script.configMap.name },
  });
  expect(Object.keys(map.data)).toEqual([script.configMap.file]);
});

test("initializer and runner have the image and take each secret and setup's result from one Secret", () => {
  const { initializer, runner } = parse(files()["testrun.yaml"] ?? "").spec;
  expect(initializer).toEqual(runner);
  expect(runner.image).toBe("registry.example/slo-k6:1");
  const ref = (key: string) => ({
    secretKeyRef: { name: "slo-mixed-load-secrets", key, optional: true },
  });
  expect(runner.env).toEqual([
    { name: "K6_AUTO_EXTENSION_RESOLUTION", value: "false" },
    { name: "SLO_ENV_API_KEY", valueFrom: ref("API_KEY") },
    { name: "SLO_SETUP", valueFrom: ref("SLO_SETUP") },
  ]);
});

test("k6's arguments are ones that the operator can split: each begins with a dash, none holds a space", () => {
  const { arguments: text } = parse(files()["testrun.yaml"] ?? "").spec;
  expect(text.split(" ").every((argument: string) => argument.startsWith("--"))).toBe(true);
});

test("the script makes a record of its own: header in, lines to stdout", () => {
  const { data } = parse(files()["configmap.yaml"] ?? "");
  const [, text = '""'] = /JSON\.parse\((".*")\);/.exec(data["slo-scenario.js"]) ?? [];
  const job = JSON.parse(JSON.parse(text));
  expect(job).toMatchObject({ seed: 7, runId: "run-1", given: { PLAIN: "open" } });
  expect(job.options.insecureSkipTLSVerify).toBe(true);
  expect(job.options.scenarios.slo).toMatchObject({
    executor: "slo-plan",
    baseUrl: "http://memory:3001",
    lines: "stdout",
    commands: "none",
    record: header,
  });
});

test("the steps to a verdict stand above the TestRun", () => {
  const many = files()["testrun.yaml"] ?? "";
  expect(many).toContain(
    "kubectl create secret generic slo-mixed-load-secrets --from-literal=API_KEY=... --from-literal=SLO_SETUP=...",
  );
  expect(many).toContain("slo merge *.ndjson");
  expect(files({ parallelism: 1, hasSetup: false })["testrun.yaml"]).toContain("slo judge 1.ndjson");
});

test("the image is built from the pinned sources", () => {
  expect(files().Dockerfile).toContain(
    "RUN go tool xk6 build v2.2.0 --with slo-harness.dev/xk6-slo=. --output /k6",
  );
});

test("a script that no ConfigMap takes is refused", () => {
  expect(() => files({ code: `/*${"x".repeat(1_000_000)}*/` })).toThrow(/a ConfigMap takes 1000000/);
});
