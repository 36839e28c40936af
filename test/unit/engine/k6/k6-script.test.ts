import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleScenario, locateScenarioLine } from "../../../../src/bundle/index.ts";
import { k6Script, SCRIPT_NAME } from "../../../../src/engine/k6/k6-script.ts";
import { k6Runtime } from "../../../../src/engine/k6/script/build-options.mjs";
import { scriptEnvironment } from "../../../../src/engine/k6/script/process-environment.ts";
import { compilePlan } from "../../../../src/plan/index.ts";
import { ROOT, temporaryFolder } from "../../../support/slo.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

const SCENARIO = `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "trial",
  expected: { rate: 1, source: "a test" },
  timeout: "1s",
  headers: ({ env }) => ({ "x-key": env("KEY"), "x-plain": env("PLAIN") }),
  operations: {
    ask: {
      request: ({ seq, random, setup, runId }) => {
        if (seq === 9) throw new Error("nine");
        return { path: "/" + seq, json: { n: random.int(1e9), setup, runId } };
      },
    },
  },
});
`;
const plan = compilePlan({
  profile: "trial",
  workload: "open",
  arrivals: "uniform",
  seed: 7,
  expected: { rate: 1, source: "a test" },
  levels: [{ x: 1, steadyUs: 1e6 }],
  operations: [{ name: "ask", kind: "request", weight: 1, timeoutUs: 1e6 }],
  probes: [],
});

let runtime = "";
let script = "";
let bundle: Awaited<ReturnType<typeof bundleScenario>>;
beforeAll(async () => {
  writeFileSync(join(folder.path, "trial.ts"), SCENARIO);
  bundle = await bundleScenario("trial.ts", { cwd: folder.path });
  const built = await build({ ...k6Runtime, absWorkingDir: ROOT, write: false });
  runtime = built.outputFiles?.[0]?.text ?? "";
  script = k6Script({
    bundle,
    runtime,
    plan,
    runId: "run-1",
    given: { PLAIN: "open", __proto__: "x" } as Record<string, string>,
    target: { url: "http://127.0.0.1:1", insecure: false },
    executor: { lines: "fd:3", commands: "fd:4" },
  });
});

test("the script imports the extension's module and nothing else", async () => {
  // As a parser sees it, not as a pattern would.
  const parsed = await build({
    stdin: { contents: script, loader: "js" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    external: ["*"],
  });
  const imports = Object.values(parsed.metafile.inputs).flatMap((input) => input.imports);
  expect(imports.map(({ path }) => path)).toEqual(["k6/x/slo"]);
  expect(script).not.toMatch(/node:|levenshtein|createHash/);
});

test("class fields are plain assignments, which k6's interpreter carries out quickly", () => {
  expect(runtime).not.toMatch(/__publicField|defineProperty\(this|WeakMap/);
});

test("a line of the bundle has the same number in the script", () => {
  const lines = script.split("\n");
  expect(lines.slice(0, bundle.code.split("\n").length - 1)).toEqual(bundle.code.split("\n").slice(0, -1));
});

/** The script in Node, with an extension that hands out one arrival and notes what it is told. */
async function iterate(seq: number): Promise<readonly unknown[][]> {
  const told: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  const slo = {
    arrival: () => ({ stream: "load", seq, operation: "ask", user: null }),
    send: (request: unknown) => {
      told.push(["send", request]);
      return { status: 200, headers: () => ({}), text: () => "" };
    },
    answered: note("answered"),
    ended: note("ended"),
    fault: note("fault"),
    secret: note("secret"),
  };
  const file = join(folder.path, `${seq}-${SCRIPT_NAME.replace(/js$/, "mjs")}`);
  Object.assign(globalThis, {
    __slo: slo,
    __ENV: scriptEnvironment({ KEY: "s3cr3t" }, { token: 5 }),
  });
  const { Math: math, Date: date } = globalThis;
  const random = math.random;
  // Its own module scope stands in for k6's global one, so that this process keeps its clock and randomness.
  writeFileSync(
    file,
    `const Math = Object.create(globalThis.Math); const Date = class extends globalThis.Date {};\n${script
      .replace('import slo from "k6/x/slo";', "const slo = globalThis.__slo;")
      .replace("globalThis.Date = Tame;", "")
      .replace(/delete globalThis\[name\]/, "void name")}`,
  );
  const module = (await import(pathToFileURL(file).href)) as { iterate(): void; options: unknown };
  module.iterate();
  expect([globalThis.Date, math.random]).toEqual([date, random]);
  return told;
}

test("an iteration sends what the scenario's functions make of (seed, seq), with the secret from the environment", async () => {
  const told = await iterate(3);
  expect(told[0]).toEqual(["secret", "KEY", "s3cr3t"]);
  const [, request] = told[1] as [string, { path: string; headers: object; body: string }];
  expect(request.path).toBe("/3");
  expect(request.headers).toMatchObject({ "x-key": "s3cr3t", "x-plain": "open" });
  expect(JSON.parse(request.body)).toMatchObject({ setup: { token: 5 }, runId: "run-1" });
  expect(told.slice(2)).toEqual([
    ["answered", true, null],
    ["ended", true, null],
  ]);
});

test("a fault's stack leads to the scenario's line", async () => {
  const told = await iterate(9);
  const [name, message, stack] = told.at(-1) as string[];
  expect([name, message]).toEqual(["fault", "ask: request threw: nine"]);
  // This test put one line before the script, under another name.
  const asInK6 = (stack ?? "").replace(
    /9-slo-scenario\.mjs:(\d+)/g,
    (_, line: string) => `${SCRIPT_NAME}:${Number(line) - 1}`,
  );
  expect(locateScenarioLine(bundle, { stack: asInK6 })).toBe("trial.ts:10:30");
});

test("no secret stands in the script", () => {
  expect(script).not.toContain("s3cr3t");
});
