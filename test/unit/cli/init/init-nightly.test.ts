import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { bundleScenario, evaluateBundle } from "../../../../src/bundle/index.ts";
import { initNightly } from "../../../../src/cli/init/index.ts";
import { parseThresholds } from "../../../../src/objective/index.ts";

async function folder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "slo-nightly-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(join(cwd, "scenarios"));
  for (const [path, text] of Object.entries(files)) await writeFile(join(cwd, path), text);
  return cwd;
}

const scenario = (name: string, more = "") => `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "${name}", expected: { rate: 5, users: 2, source: "test" }, timeout: "1s",
  operations: { ask: { request: () => ({ path: "/" }) } }, ${more}
});
`;
const NIGHTLY = [
  ".github/workflows/slo-nightly.yml",
  "nightly/soak.env",
  "nightly/slo-nightly.timer",
  "nightly/slo-nightly.service",
  "nightly/slo-nightly-resume.service",
  "nightly/resume.sh",
  "nightly/crontab",
  "nightly/Dockerfile",
  "nightly/cronjob.yaml",
];
const init = (repository: string, options: { force?: boolean; profile?: string | null } = {}) =>
  initNightly(
    { repository, user: "tester", nodeFolder: "/opt/node/bin" },
    { force: false, profile: null, ...options },
  );
const read = (cwd: string, path: string) => readFile(join(cwd, path), "utf8");

describe("init --nightly", () => {
  test("writes a whole project into an empty folder", async () => {
    const cwd = await folder();
    const { written, kept, profile } = await init(cwd);
    expect(profile).toBe("soak");
    expect(kept).toEqual([]);
    expect(written).toEqual([
      "scenarios/first.ts",
      "scenarios/data.d.ts",
      "thresholds.yaml",
      "tsconfig.json",
      ".github/workflows/slo.yml",
      ".gitignore",
      "scenarios/soak.ts",
      ...NIGHTLY,
    ]);
    expect(await read(cwd, ".gitignore")).toBe(
      "node_modules/\nreports/\nslo-summary.json\nnightly/soak.env\nnightly/soak.log\nnightly/.lock\n",
    );
    expect(Object.keys(parse(await read(cwd, "thresholds.yaml")).profiles)).toEqual(["first", "soak"]);
    // The key is for its user's eyes; the script can be run.
    expect((await stat(join(cwd, "nightly/soak.env"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(cwd, "nightly/resume.sh"))).mode & 0o100).toBe(0o100);
  });

  test("makes the soak of the only scenario there is, with promises that fit it", async () => {
    const cwd = await folder({
      "scenarios/shop.ts": scenario("shop"),
      "thresholds.yaml":
        "version: 1\nprofiles:\n    shop: # ours\n    - ask.p95 <= 1s\n\n# hosts\nallow_hosts: [shop.example]\n",
    });
    expect((await init(cwd)).written).toEqual([
      "scenarios/soak.ts",
      "thresholds.yaml",
      ...NIGHTLY,
      ".gitignore",
    ]);
    const soak = evaluateBundle(await bundleScenario("scenarios/soak.ts", { cwd }));
    expect([soak.name, soak.duration, Object.keys(soak.operations)]).toEqual(["soak", "24h", ["ask"]]);
    const text = await read(cwd, "thresholds.yaml");
    // What was there stays as it was, to the letter.
    expect(text).toMatch(/^version: 1\nprofiles:\n {4}shop: # ours\n {4}- ask\.p95 <= 1s\n\n {4}soak:\n/);
    expect(text).toMatch(/\n# hosts\nallow_hosts: \[shop\.example\]\n$/);
    const { list } = parseThresholds(text, "thresholds.yaml", {
      profile: "soak",
      operations: ["ask"],
      probes: [],
      flows: [],
      workload: "open",
      signals: [{ name: "rss", unit: "bytes" }],
    });
    expect(list.map(({ that }) => that)).toEqual([
      "all.p95 <= 1s in any 10m",
      "all.error_rate <= 2%",
      "all.good >= 99% over 30d",
      "all.p95.drift <= 10% per 1h",
      "target.rss.growth <= 20MB per 1h",
    ]);
    // It has nothing to populate: --populate would be refused.
    expect(await read(cwd, "nightly/slo-nightly.service")).not.toContain("--populate");
  });

  test("promises users who wait service times", async () => {
    const cwd = await folder({ "scenarios/shop.ts": scenario("shop", 'workload: "closed",') });
    await init(cwd);
    const { profiles } = parse(await read(cwd, "thresholds.yaml"));
    expect(profiles.soak[0].that).toBe("all.service.p95 <= 1s in any 10m");
    expect(profiles.soak[3].that).toBe("all.service.p95.drift <= 10% per 1h");
  });

  test("runs the profile that it is told, and leaves scenarios and promises alone", async () => {
    const cwd = await folder({
      "scenarios/shop.ts": scenario("shop"),
      "scenarios/till.ts": scenario("till"),
    });
    expect(await init(cwd, { profile: "till" })).toEqual({
      profile: "till",
      written: [...NIGHTLY, ".gitignore"],
      kept: [],
    });
    expect(await read(cwd, "nightly/crontab")).toContain("run --profile till --duration 8h");
    expect(await read(cwd, "nightly/resume.sh")).toContain("reports/[0-9]*-till-[0-9]*");
  });

  test("keeps what exists; --force overwrites the templates, and never scenarios or promises", async () => {
    const cwd = await folder({ "scenarios/soak.ts": scenario("night"), "thresholds.yaml": "mine" });
    await mkdir(join(cwd, "nightly"));
    await writeFile(join(cwd, "nightly/crontab"), "mine");
    expect((await init(cwd)).kept).toEqual(["nightly/crontab"]);
    expect(await read(cwd, "nightly/crontab")).toBe("mine");
    expect((await init(cwd)).kept).toEqual(NIGHTLY);
    expect((await init(cwd, { force: true })).written).toEqual(NIGHTLY);
    // Runs are named for the scenario, which has another name than its file here.
    expect(await read(cwd, "nightly/resume.sh")).toContain("reports/[0-9]*-night-[0-9]*");
    expect(await read(cwd, "nightly/crontab")).toContain("--profile soak");
    expect([await read(cwd, "thresholds.yaml"), await read(cwd, "scenarios/soak.ts")]).toEqual([
      "mine",
      scenario("night"),
    ]);
  });

  const refused: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp, RegExp]>> = {
    "several scenarios, none of them named": [
      { "scenarios/shop.ts": scenario("shop"), "scenarios/till.ts": scenario("till") },
      /there are 2 scenarios: shop, till/,
      /--profile, or write scenarios\/soak\.ts/,
    ],
    "a scenario that is none": [{ "scenarios/shop.ts": "export default 7;\n" }, /shop\.ts/, /./],
    "promises in one line, where none can be added": [
      { "scenarios/shop.ts": scenario("shop"), "thresholds.yaml": "profiles: {shop: [ask.p95 <= 1s]}\n" },
      /no place that could take the soak's promises/,
      /under "profiles:" add.*\n {2}soak:\n {4}#/,
    ],
    "a thresholds file that is no YAML": [
      { "scenarios/shop.ts": scenario("shop"), "thresholds.yaml": "profiles:\n  shop: [\n" },
      /no place that could take the soak's promises/,
      /soak:/,
    ],
  };
  for (const [what, [files, message, hint]] of Object.entries(refused)) {
    test(`refuses ${what}, and writes nothing`, async () => {
      const cwd = await folder(files);
      const error = await init(cwd).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringMatching(message) });
      expect(String((error as { hint: string | null }).hint)).toMatch(hint);
      await expect(stat(join(cwd, "nightly"))).rejects.toThrow("ENOENT");
      await expect(stat(join(cwd, "scenarios/soak.ts"))).rejects.toThrow("ENOENT");
    });
  }

  test("refuses names that a shell or a unit file would read in its own way", async () => {
    const cwd = await folder();
    await expect(init(cwd, { profile: "a; rm -r" })).rejects.toMatchObject({
      message: '--profile "a; rm -r" cannot stand in unit files and shell lines',
    });
    await expect(init(`${cwd}/100%`)).rejects.toMatchObject({ message: expect.stringMatching(/has "%"/) });
    await expect(init(cwd, { profile: "first" })).rejects.toMatchObject({
      message: expect.stringMatching(/there is no scenario in/),
    });
  });
});
