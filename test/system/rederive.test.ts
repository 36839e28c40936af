import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onlyRun, readSummary, slo, temporaryFolder } from "../support/slo.ts";

const SECRET = "k3y-that-must-not-leak-7731";
const folder = temporaryFolder();
let dir = "";
let stdout = "";

beforeAll(async () => {
  const out = join(folder.path, "out");
  const args = [
    "--profile",
    "recall",
    "--x",
    "2",
    "--duration",
    "5s",
    "--warm-up",
    "2s",
    "--label",
    "ci=https://ci.example/7",
    "--json",
    "--out",
    out,
  ];
  const said = await slo(["run", ...args], { env: { SLO_API_KEY: SECRET } });
  stdout = said.stdout;
  dir = onlyRun(out);
});
afterAll(folder.remove);

test("--json prints the summary and nothing else", () => {
  expect(JSON.parse(stdout)).toEqual(readSummary(dir));
});

test("slo judge derives the same summary from the record", async () => {
  const judged = await slo(["judge", dir, "--json"]);
  expect(`${judged.stdout}`).toBe(readFileSync(join(dir, "summary.json"), "utf8"));
  expect(judged.code).toBe(readSummary(dir).exit_code);
});

test("slo report writes the same bytes again", async () => {
  const names = ["summary.json", "report.html"];
  const before = names.map((name) => readFileSync(join(dir, name), "utf8"));
  for (const name of names) rmSync(join(dir, name));
  await slo(["report", dir]);
  expect(names.map((name) => readFileSync(join(dir, name), "utf8"))).toEqual(before);
});

test("slo judge by other promises gives another verdict and writes nothing", async () => {
  const before = readFileSync(join(dir, "summary.json"), "utf8");
  const strict = join(folder.path, "strict.yaml");
  writeFileSync(strict, "version: 1\nprofiles:\n  recall:\n    - recall.p50 <= 10us\n");
  const judged = await slo(["judge", dir, "--thresholds", strict, "--json"]);
  expect(JSON.parse(judged.stdout).verdict).toBe("fail");
  expect(judged.code).toBe(1);
  expect(readFileSync(join(dir, "summary.json"), "utf8")).toBe(before);
});

test("a record that was changed beside its summary is refused as evidence", async () => {
  const changed = join(folder.path, "changed");
  cpSync(dir, changed, { recursive: true });
  const path = join(changed, "record.ndjson");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/"loop_utilisation":0\.\d+/, '"loop_utilisation":0.01'));
  expect(readFileSync(path, "utf8")).not.toBe(text);
  const judged = await slo(["judge", changed]);
  expect(judged.code).toBe(6);
  expect(judged.stderr).toMatch(/is not the record that the summary/);
});

test("the summary fits the published JSON Schema", () => {
  const schema = JSON.parse(readFileSync(new URL("../../dist/summary.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(readSummary(dir)), JSON.stringify(validate.errors)).toBe(true);
});

test("a secret from the environment is in no file of the run", () => {
  const files = ["record.ndjson", "summary.json", "report.html"].map((name) =>
    readFileSync(join(dir, name), "utf8"),
  );
  expect(files.filter((text) => text.includes(SECRET))).toEqual([]);
});
