import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundleScenario, evaluateBundle, locateScenarioLine } from "../../../src/bundle/index.ts";
import { operate, ScenarioFault } from "../../../src/scenario/index.ts";
import { context } from "../scenario/support.ts";
import { building, refusal, workspace } from "./workspace.ts";

const pathOf = (action: ReturnType<ReturnType<typeof operate>["start"]>) =>
  action.kind === "request" ? action.request.path : action.kind;

describe("a scenario file is bundled", () => {
  test("with its modules, its data and the tool itself, and named by its paths", async () => {
    const cwd = await workspace({
      "scenarios/a.ts": building(
        'return { path: ["", rows[1].id, text, json.n, twice(2), pause("1s").pause].join("/") };',
        `import { pause } from "slo-harness";
import rows from "./data/rows.csv";
import text from "./data/t.txt";
import json from "./data/j.json";
import { twice } from "./shared/twice.ts";`,
      ),
      "scenarios/data/rows.csv": "id,name\n1,a\n2,b\n",
      "scenarios/data/t.txt": "text",
      "scenarios/data/j.json": '{"n":3}',
      "scenarios/shared/twice.ts": "export const twice = (n: number): number => 2 * n;",
    });
    const bundle = await bundleScenario("scenarios/a.ts", { cwd });
    expect(bundle).toMatchObject({ name: "a", file: "scenarios/a.ts" });
    expect(bundle.inputs).toEqual(
      ["a.ts", "data/j.json", "data/rows.csv", "data/t.txt", "shared/twice.ts"].map((file) =>
        join(cwd, "scenarios", file),
      ),
    );
    expect(pathOf(operate(evaluateBundle(bundle), "get", context()).start())).toBe("/2/text/3/4/1s");
  });

  test("to the same bytes each time, with a digest over the contents of its files", async () => {
    const cwd = await workspace({
      "a.ts": building("return { path: '/' + n };", 'import n from "./n.json";'),
      "n.json": "1",
    });
    const first = await bundleScenario("a.ts", { cwd });
    expect(await bundleScenario(join(cwd, "a.ts"), { cwd })).toEqual(first);
    expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    await writeFile(join(cwd, "n.json"), "2");
    expect((await bundleScenario("a.ts", { cwd })).digest).not.toBe(first.digest);
  });

  test("and the same file elsewhere has the same digest", async () => {
    const files = { "a.ts": building("return { path: '/' };") };
    const [one, two] = [await workspace(files), await workspace(files)];
    const digests = [one, two].map(async (cwd) => (await bundleScenario("a.ts", { cwd })).digest);
    expect(await digests[0]).toBe(await digests[1]);
  });

  test("with installed packages, whose guarded use of Node's modules and globals passes", async () => {
    const cwd = await workspace({
      "a.ts": building("return { path: '/' + name() };", 'import { name } from "lib";'),
      "node_modules/lib/package.json": '{"name":"lib","main":"index.js"}',
      "node_modules/lib/index.js": `let os;
try { os = require("os"); } catch { os = null; }
const url = typeof URL === "undefined" ? "none" : new URL("http://x");
exports.name = () => String(os) + url + process.env.NODE_ENV;`,
    });
    const scenario = evaluateBundle(await bundleScenario("a.ts", { cwd }));
    expect(pathOf(operate(scenario, "get", context()).start())).toBe("/nullnoneproduction");
  });
});

describe("errors of a scenario file name their place", () => {
  test("a file that is not there", async () => {
    const cwd = await workspace({});
    expect(await refusal(() => bundleScenario("scenarios/a.ts", { cwd }))).toMatch(
      /^unreadable: cannot read scenario scenarios\/a\.ts \(ENOENT\)/,
    );
  });

  test("broken TypeScript and an import that cannot be found, all at once", async () => {
    const cwd = await workspace({
      "a.ts": 'import "./none.ts";\nimport "not-installed";\nexport default 1;',
      "b.ts": "const a = ;\n",
    });
    expect(
      await refusal(() => bundleScenario("a.ts", { cwd })),
    ).toBe(`bad_scenario: scenario a.ts cannot be used
a.ts:1:8: Could not resolve "./none.ts"
a.ts:2:8: Could not resolve "not-installed"`);
    expect(await refusal(() => bundleScenario("b.ts", { cwd }))).toBe(
      'bad_scenario: scenario b.ts cannot be used\nb.ts:1:11: Unexpected ";"',
    );
  });

  test("a data file that cannot be read as what it is", async () => {
    const cwd = await workspace({
      "a.ts": building("return rows;", 'import rows from "./rows.csv";'),
      "rows.csv": "a,b\n1,2\n3\n",
    });
    expect(await refusal(() => bundleScenario("a.ts", { cwd }))).toBe(
      "bad_scenario: scenario a.ts cannot be used\nrows.csv: line 3: expected 2 fields as in the header, got 1",
    );
  });

  test("a top level that throws, with the line where it did", async () => {
    const cwd = await workspace({
      "a.ts": 'import { topics } from "./topics.ts";\nexport default topics;',
      "topics.ts":
        "const none: { list: string[] } = JSON.parse('null');\nexport const topics =\n  none.list;",
    });
    expect(
      await refusal(() => bundleScenario("a.ts", { cwd })),
    ).toBe(`bad_scenario: scenario a.ts cannot be used
topics.ts:3:8: TypeError: Cannot read properties of null (reading 'list')`);
  });

  test("a top level that does not end", async () => {
    const bundle = { code: "for (;;) {}", map: '{"version":3,"sources":[],"mappings":""}', file: "loop.ts" };
    expect(await refusal(() => evaluateBundle(bundle, { evaluationMs: 50 }))).toBe(
      "bad_scenario: scenario loop.ts cannot be used\nloop.ts: the file's top level did not end within 0.05 s",
    );
  });

  test("no default export, or one that is no scenario", async () => {
    const cwd = await workspace({
      "a.ts": "export const a = 1;",
      "b.ts": "export default 'b';",
      "c.ts": "export default () => 1;",
    });
    const refused = (file: string) => refusal(() => bundleScenario(file, { cwd }));
    expect(await refused("a.ts")).toBe("bad_scenario: scenario a.ts has no default export");
    expect(await refused("b.ts")).toBe(
      'bad_scenario: scenario b.ts exports "b" where a scenario is expected',
    );
    expect(await refused("c.ts")).toBe(
      "bad_scenario: scenario c.ts exports a function where a scenario is expected",
    );
  });
});

describe("a fault at run time is located", () => {
  const faultOf = async (cwd: string, file: string) => {
    const bundle = await bundleScenario(file, { cwd });
    try {
      operate(evaluateBundle(bundle), "get", context()).start();
    } catch (error) {
      expect(error).toBeInstanceOf(ScenarioFault);
      return locateScenarioLine(bundle, error);
    }
    return "no fault";
  };

  test("at the line and column of the user's file, also in a helper and below the tool's own functions", async () => {
    const cwd = await workspace({
      "scenarios/a.ts": building("return {\n path: context.setup.token };"),
      "scenarios/b.ts": building("return ask();", 'import { ask } from "./shared/ask.ts";'),
      "scenarios/shared/ask.ts":
        'import { pause } from "slo-harness";\n\nexport const ask = () => pause("5");',
      "scenarios/c.ts": building('return { path: "/" + context.env("NONE") };'),
    });
    // Line 5 of the file holds the builder; its second line is line 6, where "setup.token" is read at column 22.
    expect(await faultOf(cwd, "scenarios/a.ts")).toBe("scenarios/a.ts:6:22");
    expect(await faultOf(cwd, "scenarios/b.ts")).toBe("scenarios/shared/ask.ts:3:26");
    expect(await faultOf(cwd, "scenarios/c.ts")).toBe("scenarios/c.ts:5:77");
  });

  test("as the file alone when no line of it is involved", () => {
    const map = '{"version":3,"sources":[],"mappings":""}';
    expect(locateScenarioLine({ file: "a.ts", map }, new Error("elsewhere"))).toBe("a.ts");
    expect(locateScenarioLine({ file: "a.ts", map }, "text")).toBe("a.ts");
  });
});

test("a scenario is frozen, so that no arrival changes what the next one sees", async () => {
  const cwd = await workspace({ "a.ts": building("return { path: '/' };") });
  const scenario = evaluateBundle(await bundleScenario("a.ts", { cwd }));
  expect(Object.isFrozen(scenario) && Object.isFrozen(scenario.operations.get)).toBe(true);
});
