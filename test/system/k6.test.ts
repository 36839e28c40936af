import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { K6_VERSION } from "../../src/engine/index.ts";
import { arrivalsOf } from "../../src/plan/index.ts";
import { readRecord } from "../../src/record/index.ts";
import { startEmbeddedTarget } from "../../src/target/index.ts";
import { k6Built } from "../support/k6.ts";
import { runKnown } from "../support/known-run.ts";
import {
  childrenOf,
  lives,
  onlyRun,
  ROOT,
  readSummary,
  recordedUpTo,
  slo,
  startSlo,
  temporaryFolder,
} from "../support/slo.ts";

// The real CLI with the real k6, which is built before the tests; without Go these skip, and in CI they fail.
const built = await k6Built();
const run = promisify(execFile);
const folder = temporaryFolder();
afterAll(folder.remove);
const fixture = (name: string): string => join(ROOT, "test/system/fixtures/scenarios", `${name}.ts`);
let files = 0;
const promises = (profile: string, ...list: readonly string[]): string => {
  const file = join(folder.path, `promises-${++files}.yaml`);
  const lines = list.map((promise) => `    - ${promise}\n`).join("");
  writeFileSync(file, `version: 1\nprofiles:\n  ${profile}:\n${lines}`);
  return file;
};
const below = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe.skipIf(!built).concurrent("slo run --engine k6", () => {
  test("drives the shipped mixed profile at 2x, and all that follows is as with any engine", async () => {
    const out = join(folder.path, "mixed");
    // Without a promise on recovery, which would make that phase a minute long.
    const thresholds = promises("mixed", "recall.p95 <= 1200ms", "write.p95 <= 800ms", "health.p95 < 200ms");
    const said = await slo([
      ...["run", "--engine", "k6", "--profile", "mixed", "--x", "2", "--duration", "5s", "--warm-up", "2s"],
      ...["--thresholds", thresholds, "--out", out],
    ]);
    expect(said.code, said.stderr).toBeLessThanOrEqual(4);
    const dir = onlyRun(out);
    const summary = readSummary(dir);
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(summary.engine).toEqual({
      name: "k6",
      version: `${K6_VERSION} + slo-harness ${version}`,
      workers: 1,
    });
    expect([summary.complete, summary.exit_code]).toEqual([true, said.code]);
    const [level] = summary.levels;
    // 2 x 30/s for 5 s, and 5 probes a second.
    expect(level?.offered_per_s).toBe(60);
    expect(Object.keys(level?.operations ?? {}).sort()).toEqual(["health", "recall", "write"]);
    expect(level?.operations.health?.planned).toBe(25);
    for (const o of Object.values(level?.operations ?? {})) {
      expect(o.released).toBe(o.planned);
      expect(o.good + o.bad + o.failed + o.timeout + o.shed + o.unfinished).toBe(o.planned);
      expect(o.good).toBe(o.planned);
      expect(o.response_time.samples).toBe(o.planned);
    }
    expect(readFileSync(join(dir, "report.html"), "utf8")).toContain(`k6 ${K6_VERSION} + slo-harness`);
    expect((await slo(["judge", dir])).code).toBe(said.code);
  });

  test("carries flows, think time, probes, setup, populate and a secret that is nowhere to be found", async () => {
    const out = join(folder.path, "visit");
    const temporary = join(folder.path, "tmp");
    mkdirSync(temporary);
    const key = "k6-s3cr3t-0f1e2d";
    const run = startSlo(
      [
        ...["run", "--engine", "k6", "--profile", fixture("visit"), "--duration", "6s", "--warm-up", "1s"],
        ...["--thresholds", promises("visit", "visit.p95 <= 2s", "look.p95 <= 1s"), "--out", out],
        ...["-e", "PLAIN=in-the-open"],
      ],
      { env: { VISIT_KEY: key, TMPDIR: temporary } },
    );
    await recordedUpTo(out, 2);
    const listed = execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" });
    expect(listed).toContain("slo-scenario.js");
    expect(listed).not.toContain(key);
    for (const file of [...below(out), ...below(temporary)])
      expect(readFileSync(file, "utf8"), file).not.toContain(key);
    const said = await run.ended;
    expect(said.code, said.stderr).toBeLessThanOrEqual(4);
    expect(said.stdout + said.stderr).not.toContain(key);
    for (const file of below(out)) expect(readFileSync(file, "utf8"), file).not.toContain(key);
    expect(readdirSync(temporary)).toEqual([]);

    const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
    expect(record.header.env).toMatchObject({
      VISIT_KEY: { from: "environment", value: null },
      PLAIN: { from: "-e", value: "in-the-open" },
    });
    expect(record.header.populated).toEqual({ operation: "look", count: 5, left_behind: false });
    const [level] = readSummary(onlyRun(out)).levels;
    const { visit, look, health } = level?.operations ?? {};
    expect(visit?.planned).toBeGreaterThan(10);
    expect([visit?.good, look?.good, health?.good]).toEqual([visit?.planned, look?.planned, health?.planned]);
    // 5/s for 6 s.
    expect(health?.planned).toBe(30);
    // The flow's own time holds its think time of 200 ms; its steps' times do not.
    expect(Number(visit?.response_time.p50_ms)).toBeGreaterThanOrEqual(200);
    const steps = [...record.cells.values()].flatMap((cells) => [...cells]);
    const planned = (name: string): number =>
      steps.filter(([step]) => step === name).reduce((sum, [, { counts }]) => sum + counts.planned, 0);
    expect(planned("visit.open")).toBe(planned("visit"));
    // A step that is yielded after the plan's end is counted nowhere: one of a visit in the last moments.
    const { plan } = record.header;
    const endUs = plan.phases.at(-1)?.startUs ?? 0;
    const early = [...arrivalsOf(plan)].filter(
      ({ operation, intendedUs }) => operation === "visit" && intendedUs < endUs - 2e6,
    );
    expect(planned("visit.close")).toBeGreaterThanOrEqual(early.length);
    expect(planned("visit.close")).toBeLessThanOrEqual(planned("visit"));
  });

  test("sends a target the same requests as the native engine, Poisson arrivals, ramp and draws included", async () => {
    const target = await startEmbeddedTarget({ entry: join(ROOT, "dist/target.js"), log: true });
    const paths: string[][] = [];
    try {
      let seen = 0;
      for (const engine of ["native", "k6"]) {
        const said = await slo(
          [
            ...["run", "--engine", engine, "--profile", fixture("visit"), "--x", "0.5,1", "--duration", "2s"],
            ...["--rate", "60", "--warm-up", "1s", "--thresholds", promises("visit", "visit.p95 <= 2s")],
            ...["--target", target.url, "--populate", "--out", join(folder.path, `same-${engine}`)],
          ],
          { env: { VISIT_KEY: "any" } },
        );
        expect(said.code, said.stderr).toBeLessThanOrEqual(4);
        const log = (await (await fetch(`${target.url}/oracle/log`)).json()) as { path: string }[];
        const sent = log.slice(seen).map(({ path }) => path);
        paths.push(sent.sort());
        seen = log.length;
      }
    } finally {
      await target.stop();
    }
    const [native = [], k6 = []] = paths;
    // 60/s for 1 s, down to 30/s over 3 s, 2 s of them, up to 60/s over 3 s and 2 s of them: 60 + 135 + 60 + 135 + 120 = 510 arrivals
    // on average (4 standard deviations: 90), a quarter of them of two requests.
    expect(native.length).toBeGreaterThan(420);
    expect(k6).toEqual(native);
  });

  test("stops at the scenario's own mistake and names its line", async () => {
    const out = join(folder.path, "throws");
    const said = await slo([
      ...["run", "--engine", "k6", "--profile", fixture("throws"), "--duration", "20s", "--warm-up", "1s"],
      ...["--thresholds", promises("throws", "ask.p95 <= 1s"), "--out", out],
    ]);
    expect(said.code).toBe(3);
    const { footer } = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
    expect(footer?.ended).toEqual({
      kind: "scenario_error",
      message: "ask: request threw: thirty",
      // The throw's expression, by the source map.
      where: "test/system/fixtures/scenarios/throws.ts:12:31",
    });
    expect(said.stdout).toContain("throws.ts:12");
  });

  test("of capacity 160/s under 200/s queues as (R/C - 1) t, and fails", async () => {
    const { said, summary } = await runKnown(folder.path, {
      name: "overload-k6",
      scenario: "oracle",
      promises: ["ask.p95 <= 1200ms"],
      faults: ["capacity=160/s"],
      args: ["--x", "2", "--duration", "10s", "--engine", "k6"],
    });
    const [level] = summary.levels;
    const ask = level?.operations.ask;
    // The ramp 100 -> 200/s over 3 s passes 160/s at 1.8 s and leaves 33.3 * 1.2^2 / 2 = 24 waiting = 0.15 s. Then the wait grows by
    // 200/160 - 1 = 0.25 s a second: p50 0.15 + 0.25 * 5 = 1.4 s, p95 0.15 + 0.25 * 9.5 = 2.525 s. Within 5 %.
    expect(ask?.planned).toBe(2_000);
    expect(Math.abs(Number(ask?.response_time.p50_ms) - 1_400)).toBeLessThan(70);
    expect(Math.abs(Number(ask?.response_time.p95_ms) - 2_525)).toBeLessThan(126);
    expect(level?.steady).toBe(false);
    // On a busy machine the generator may be the late one: then the run says so, and nothing else.
    const disturbed = summary.validity.some(({ holds }) => holds === false);
    const invalid = disturbed && summary.verdict === "invalid";
    expect([summary.verdict, said.code]).toEqual(invalid ? ["invalid", 4] : ["fail", 1]);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGKILL", null],
  ] as const)("leaves no k6 behind when slo is ended by %s", async (signal, code) => {
    const out = join(folder.path, `ended-${signal}`);
    const run = startSlo([
      ...["run", "--engine", "k6", "--profile", "recall", "--duration", "20s", "--warm-up", "2s"],
      ...["--out", out],
    ]);
    await recordedUpTo(out, 2);
    const children = childrenOf(run.pid);
    // The service and k6.
    expect(children.length).toBeGreaterThanOrEqual(2);
    run.kill(signal);
    expect((await run.ended).code).toBe(code);
    // Orders end with their giver; a drain has 5 s.
    const deadline = Date.now() + 8_000;
    while (children.some(lives) && Date.now() < deadline)
      await new Promise((resume) => setTimeout(resume, 50));
    expect(children.filter(lives)).toEqual([]);
    const dir = onlyRun(out);
    expect((await slo(["judge", dir])).code).toBe(code ?? 3);
  });
});

describe("a machine without the k6 engine", () => {
  const empty = join(folder.path, "empty-cache");
  const runs = (env: Record<string, string>) =>
    slo(["run", "--engine", "k6", "--profile", "recall", "--out", join(folder.path, "none")], {
      env: { SLO_K6: "", XDG_CACHE_HOME: empty, ...env },
    });

  test("is told the one command that builds it, exits 5, and nothing is sent or written", async () => {
    const said = await runs({});
    expect(said.code).toBe(5);
    expect(said.stderr).toMatch(/k6 engine is not built[\s\S]*hint: (slo k6 build|install Go)/);
    expect(existsSync(join(folder.path, "none"))).toBe(false);
    expect(existsSync(empty)).toBe(false);
  });

  test("is told to install Go where there is none", async () => {
    const said = await slo(["k6", "build"], { env: { PATH: "/nowhere", XDG_CACHE_HOME: empty } });
    expect(said.code).toBe(5);
    expect(said.stderr).toMatch(/needs Go[\s\S]*hint: install Go \(go\.dev\/dl\), then run: slo k6 build/);
  });

  test("is told when SLO_K6 is no k6, or one without the extension", async () => {
    const plain = join(folder.path, "plain-k6");
    writeFileSync(plain, '#!/bin/sh\necho "k6 v2.2.0 (go1.26.8, linux/amd64)"\n', { mode: 0o755 });
    for (const path of ["/nowhere/k6", plain]) {
      const said = await runs({ SLO_K6: path });
      expect(said.code).toBe(5);
      expect(said.stderr).toContain(`SLO_K6=${path} is not a k6 with slo's extension in it`);
    }
  });

  test("is told when SLO_K6 carries another state of the extension", async () => {
    const other = join(folder.path, "other-k6");
    writeFileSync(
      other,
      `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v2.2.0"; echo "  slo-harness.dev/xk6-slo (devel), k6/x/slo [js]"
else echo '{"module":"slo-harness.dev/xk6-slo","k6":"v2.2.0","source":"sha256:old"}'; fi
`,
      { mode: 0o755 },
    );
    const said = await runs({ SLO_K6: other });
    expect(said.code).toBe(5);
    expect(said.stderr).toMatch(/another state of slo's extension \(sha256:old\)/);
  });

  test("hears from the doctor what is missing", async () => {
    const said = await slo(["doctor"], { env: { SLO_K6: "", XDG_CACHE_HOME: empty } });
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/- +k6 engine +not built \(slo k6 build makes it\)/);
  });
});

describe("slo k6 bundle", () => {
  test("writes what the operator takes, with the image's sources, and no secret", async () => {
    const out = join(folder.path, "pods");
    const said = await slo(
      [
        ...[
          "k6",
          "bundle",
          "--profile",
          fixture("visit"),
          "--thresholds",
          promises("visit", "look.p95 <= 1s"),
        ],
        ...["--target", "http://127.0.0.1:3001", "--parallelism", "3", "--image", "here/k6:1", "--out", out],
        ...["-e", "PLAIN=in-the-open"],
      ],
      { env: { VISIT_KEY: "k6-s3cr3t-pods" } },
    );
    expect(said.code, said.stderr).toBe(0);
    expect(said.stderr).toContain("the pods populate nothing: 5 x look must be in the target first");
    expect(readdirSync(out).sort()).toEqual(["Dockerfile", "configmap.yaml", "testrun.yaml", "xk6-slo"]);
    expect(readdirSync(join(out, "xk6-slo"))).toContain("go.sum");
    const testRun = readFileSync(join(out, "testrun.yaml"), "utf8");
    expect(testRun).toContain("name: SLO_ENV_VISIT_KEY");
    expect(testRun).not.toContain("SLO_ENV_PLAIN");
    for (const file of below(out)) expect(readFileSync(file, "utf8")).not.toContain("k6-s3cr3t-pods");
  });

  test.skipIf(!built)("makes pods whose records join to the verdict of the whole plan", async () => {
    const out = join(folder.path, "cluster");
    const target = await startEmbeddedTarget({ entry: join(ROOT, "dist/target.js") });
    try {
      const thresholds = promises("oracle", "ask.p95 <= 1s");
      const said = await slo([
        ...["k6", "bundle", "--profile", fixture("oracle"), "--thresholds", thresholds, "--duration", "3s"],
        ...["--warm-up", "1s", "--target", target.url, "--parallelism", "3", "--out", out],
      ]);
      expect(said.code, said.stderr).toBe(0);
      const map = parse(readFileSync(join(out, "configmap.yaml"), "utf8"));
      writeFileSync(join(out, "slo-scenario.js"), map.data["slo-scenario.js"]);
      const { spec } = parse(readFileSync(join(out, "testrun.yaml"), "utf8"));
      const k6 = await slo(["k6", "build"]);
      // As the operator's runner job starts them, but for the API.
      const pods = [1, 2, 3].map(async (pod) => {
        const segment = [
          `--execution-segment=${pod - 1}/3:${pod}/3`,
          "--execution-segment-sequence=0,1/3,2/3,1",
        ];
        const args = [
          "run",
          "--quiet",
          ...segment,
          ...spec.arguments.split(" "),
          "slo-scenario.js",
          "--address=",
        ];
        const { stdout } = await run(k6.stdout.trim(), args, {
          cwd: out,
          env: { K6_AUTO_EXTENSION_RESOLUTION: "false" },
        });
        const file = join(out, `${pod}.ndjson`);
        writeFileSync(file, stdout);
        return file;
      });
      const joined = join(folder.path, "joined");
      const merged = await slo(["merge", ...(await Promise.all(pods)), "--out", joined]);
      expect(merged.code, merged.stderr).toBeLessThanOrEqual(4);
      const summary = readSummary(onlyRun(joined));
      expect(summary.complete).toBe(true);
      // 100/s for 3 s, and 20 probes a second.
      const { ask, bare } = summary.levels[0]?.operations ?? {};
      expect([ask?.planned, ask?.good, bare?.planned, bare?.good]).toEqual([300, 300, 60, 60]);
    } finally {
      await target.stop();
    }
  });

  test.each([
    [["--out", "x"], /--target is missing/],
    [["--target", "http://127.0.0.1:1"], /--out is missing/],
    [["--target", "http://10.1.2.3:1", "--out", "x"], /--allow-host/],
  ])("refuses %j", async (args, complaint) => {
    const said = await slo(["k6", "bundle", "--profile", "recall", ...args]);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(complaint);
  });
});
