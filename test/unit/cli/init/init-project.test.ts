import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { bundleScenario, evaluateBundle, findScenario } from "../../../../src/bundle/index.ts";
import { initProject } from "../../../../src/cli/init/index.ts";
import { parseThresholds } from "../../../../src/objective/index.ts";
import { all, embedded } from "../../scenarios/rehearse.ts";

async function emptyFolder(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "slo-init-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  return cwd;
}

const FILES = [
  "scenarios/first.ts",
  "scenarios/data.d.ts",
  "thresholds.yaml",
  "tsconfig.json",
  ".github/workflows/slo.yml",
];

describe("init", () => {
  test("writes a project into an empty folder", async () => {
    const cwd = await emptyFolder();
    expect(await initProject(cwd, { force: false })).toEqual({ written: [...FILES, ".gitignore"], kept: [] });
    expect(await readFile(join(cwd, ".gitignore"), "utf8")).toBe(
      "node_modules/\nreports/\nslo-summary.json\n",
    );
    expect(JSON.parse(await readFile(join(cwd, "tsconfig.json"), "utf8"))).toMatchObject({
      include: ["scenarios"],
    });
  });

  test("keeps every file that exists, and .gitignore only gains what it lacks", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "thresholds.yaml"), "mine");
    await writeFile(join(cwd, ".gitignore"), "/node_modules\ncoverage");
    const { written, kept } = await initProject(cwd, { force: false });
    expect(kept).toEqual(["thresholds.yaml"]);
    expect(written).toEqual([...FILES.filter((file) => file !== "thresholds.yaml"), ".gitignore"]);
    expect(await readFile(join(cwd, "thresholds.yaml"), "utf8")).toBe("mine");
    expect(await readFile(join(cwd, ".gitignore"), "utf8")).toBe(
      "/node_modules\ncoverage\nreports/\nslo-summary.json\n",
    );
    expect(await initProject(cwd, { force: false })).toEqual({ written: [], kept: FILES });
  });

  test("overwrites by force", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "thresholds.yaml"), "mine");
    expect((await initProject(cwd, { force: true })).kept).toEqual([]);
    expect(await readFile(join(cwd, "thresholds.yaml"), "utf8")).toContain("version: 1");
  });

  test("names the file that it cannot write", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "scenarios"), "a file where a folder should be");
    await expect(initProject(cwd, { force: false })).rejects.toMatchObject({
      code: "unwritable",
      message: expect.stringContaining(join(cwd, "scenarios/first.ts")),
    });
  });
});

describe("the first scenario", () => {
  const prepared = async () => {
    const cwd = await emptyFolder();
    await initProject(cwd, { force: false });
    return { cwd, scenario: evaluateBundle(await bundleScenario(await findScenario(null, cwd), { cwd })) };
  };

  test("is the only one, valid, and has promises that fit it", async () => {
    const { cwd, scenario } = await prepared();
    expect(scenario.name).toBe("first");
    const text = await readFile(join(cwd, "thresholds.yaml"), "utf8");
    const objectives = parseThresholds(text, "thresholds.yaml", {
      profile: scenario.name,
      operations: ["recall"],
      probes: Object.keys(scenario.probes ?? {}),
      flows: [],
      workload: "open",
    });
    expect(objectives.list.map(({ that }) => that)).toEqual([
      "recall.p95 <= 500ms",
      "recall.error_rate <= 2%",
      "health.p95 <= 250ms",
      "recall.p99 <= 1s",
    ]);
  });

  test("finds each of its notes in the embedded service", async () => {
    const { scenario } = await prepared();
    const send = await embedded();
    const count = scenario.populate?.count ?? 0;
    const remembered = await all(count, (k) => send(scenario, "remember", k, "populate"));
    expect(remembered.filter((judged) => !judged.good)).toEqual([]);
    // 600 draws of 200 miss a given note with (1 - 1/200)^600 = 5 %: about 190 of them are asked for.
    const recalled = await all(600, (k) => send(scenario, "recall", k));
    expect(recalled).toHaveLength(600);
    expect(recalled.filter((judged) => !judged.good)).toEqual([]);
    expect(await send(scenario, "health", 0, "health")).toEqual({ good: true });
  });
});
