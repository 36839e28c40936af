import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slo, temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
let requests = 0;
let server: Server;
let url = "";

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests++;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  folder.remove();
});

const SCENARIO = `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "ask", expected: { rate: 10, source: "test" }, timeout: "5s",
  operations: { ask: { request: () => ({ path: "/" }) } },
});
`;
const THRESHOLDS = "version: 1\nprofiles:\n  ask:\n    - ask.p95 <= 300ms\n";

interface Bad {
  readonly what: string;
  readonly scenario?: string;
  readonly thresholds?: string | null;
  readonly args?: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

const CASES: readonly Bad[] = [
  {
    what: "a variable that is not set",
    scenario: SCENARIO.replace('() => ({ path: "/" })', '({ env }) => ({ path: "/" + env("NOT_SET") })'),
    code: 2,
    says: /variable NOT_SET, which is not set/,
  },
  {
    what: "a request builder that throws",
    scenario: SCENARIO.replace('() => ({ path: "/" })', "() => ({ path: null!.x })"),
    code: 2,
    says: /scenarios\/ask\.ts:4:\d+: ask: request threw/,
  },
  {
    what: "broken TypeScript",
    scenario: SCENARIO.replace("operations: {", "operations: {{"),
    code: 2,
    says: /scenarios\/ask\.ts:4:\d+/,
  },
  {
    what: "an unknown key in a scenario",
    scenario: SCENARIO.replace("timeout:", "timout:"),
    code: 2,
    says: /timout.*did you mean "timeout"/s,
  },
  {
    what: "a negative rate in a scenario",
    scenario: SCENARIO.replace("rate: 10", "rate: -10"),
    code: 2,
    says: /expected\.rate/,
  },
  {
    what: "a promise without its unit",
    thresholds: THRESHOLDS.replace("300ms", "300"),
    code: 2,
    says: /thresholds\.yaml:4:\d+.*unit/s,
  },
  {
    what: "a promise on an unknown operation",
    thresholds: THRESHOLDS.replace("ask.p95", "aks.p95"),
    code: 2,
    says: /thresholds\.yaml:4:\d+.*aks.*did you mean "ask"/s,
  },
  { what: "a missing thresholds file", thresholds: null, code: 2, says: /thresholds\.yaml/ },
  {
    what: "thresholds without the profile",
    thresholds: THRESHOLDS.replace("  ask:", "  other:"),
    code: 2,
    says: /profile.*ask/s,
  },
  { what: "a misspelt profile", args: ["--profile", "aks"], code: 2, says: /did you mean "ask"/ },
  { what: "a misspelt flag", args: ["--profil", "ask"], code: 2, says: /--profile/ },
  { what: "a negative --rate", args: ["--rate", "-3"], code: 2, says: /--rate "-3"/ },
  { what: "a multiplier that is no number", args: ["--x", "two"], code: 2, says: /--x "two"/ },
  { what: "a duration without its unit", args: ["--duration", "30"], code: 2, says: /--duration.*30s/s },
  { what: "an unknown engine", args: ["--engine", "nativ"], code: 2, says: /did you mean "native"/ },
  { what: "a target that is no URL", args: ["--target", "localhost"], code: 2, says: /--target "localhost"/ },
  {
    what: "a stranger as target",
    args: ["--target", "http://example.com"],
    code: 2,
    says: /--allow-host example\.com/,
  },
  { what: "a malformed fault", args: ["--fault", "stal=1s/10s"], code: 2, says: /stall/ },
  {
    what: "a host that cannot be resolved",
    args: ["--target", "http://no-such-host.invalid", "--allow-host", "no-such-host.invalid"],
    code: 5,
    says: /resolve no-such-host\.invalid/,
  },
  {
    what: "a host that refuses",
    args: ["--target", "http://127.0.0.1:1"],
    code: 5,
    says: /127\.0\.0\.1:1 .*ECONNREFUSED/,
  },
];

describe.concurrent("slo run", () => {
  test.each(CASES)(
    "refuses $what with one clear message, sends nothing and leaves nothing",
    async ({ what, scenario, thresholds, args, code, says }) => {
      const cwd = join(folder.path, what.replace(/\W+/g, "-"));
      mkdirSync(join(cwd, "scenarios"), { recursive: true });
      writeFileSync(join(cwd, "scenarios/ask.ts"), scenario ?? SCENARIO);
      if (thresholds !== null) writeFileSync(join(cwd, "thresholds.yaml"), thresholds ?? THRESHOLDS);
      const target = args?.includes("--target") || args?.includes("--fault") ? [] : ["--target", url];
      const said = await slo(["run", "--quiet", ...target, ...(args ?? [])], { cwd });
      expect(said.stderr).toMatch(says);
      expect(said.stderr.match(/^error: /gm)).toHaveLength(1);
      expect(said.stderr).not.toMatch(/\n\s+at .*\(/);
      expect(said.code).toBe(code);
      expect(said.stdout).toBe("");
      expect(existsSync(join(cwd, "reports")) ? readdirSync(join(cwd, "reports")) : []).toEqual([]);
      expect(requests).toBe(0);
    },
  );
});

test("slo target says so when its port is in use", async () => {
  const said = await slo(["target", "--port", new URL(url).port]);
  expect(said.code).toBe(5);
  expect(said.stderr).toMatch(/in use/);
});

test("a scenario whose check never holds is refused with the response that came, and no load is sent", async () => {
  const out = join(folder.path, "never-good-out");
  const thresholds = join(folder.path, "never-good.yaml");
  writeFileSync(thresholds, "version: 1\nprofiles:\n  never-good:\n    - ask.p95 <= 300ms\n");
  const said = await slo([
    "run",
    "-p",
    "test/system/fixtures/scenarios/never-good.ts",
    "--thresholds",
    thresholds,
    "--out",
    out,
  ]);
  expect(said.code).toBe(5);
  expect(said.stderr).toMatch(/ask is not good/);
  expect(said.stderr).toMatch(/< 200/);
  expect(said.stderr).toMatch(/"ok":true/);
  expect(readdirSync(out)).toEqual([]);
});
