import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CronFileParser } from "cron-parser";
import { validate as lintDockerfile } from "dockerfile-utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { type EmbeddedTarget, startEmbeddedTarget } from "../../src/target/index.ts";
import { type Manifest, refusedByKubernetes } from "../support/kubernetes.ts";
import { type Ended, nightlyProject, runProgram } from "../support/nightly-project.ts";
import { onlyRun, ROOT, readSummary, temporaryFolder } from "../support/slo.ts";
import { canVerifyUnits, nextElapse, verifyUnits } from "../support/systemd.ts";
import { lintWorkflow } from "../support/workflows.ts";

// What `slo init --nightly` writes, each file read by what will read it for the user, and each command line in them run,
// with seconds for hours, against a service of our own.
const folder = temporaryFolder();
let target: EmbeddedTarget;
const project = (name: string): Promise<string> => nightlyProject(join(folder.path, name), target.url);
const read = (cwd: string, path: string): string => readFileSync(join(cwd, path), "utf8");

/** Seconds for the night's hours, which the text must name. */
function shortened(text: string, hours: string, seconds = 3): string {
  expect(text).toContain(`--duration ${hours}`);
  return text.replaceAll(`--duration ${hours}`, `--duration ${seconds}s --warm-up 1s`);
}

/** The soak of 3 s ran and was judged; no promise of a night can be decided in it (4: on a busy machine). */
function expectSoaked(cwd: string, { code, output }: Ended): void {
  expect([3, 4], output).toContain(code);
  const summary = readSummary(onlyRun(join(cwd, "reports")));
  expect([summary.profile, summary.exit_code, summary.complete]).toEqual(["soak", code, true]);
  expect(summary.target.url).toBe(target.url);
}

/** `KEY=VALUE` lines of an environment file. */
const settingsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));

/** Words of a command line, as systemd splits it: blanks part them, double quotes hold them together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

beforeAll(async () => {
  target = await startEmbeddedTarget({ entry: join(ROOT, "dist/target.js") });
});
afterAll(async () => {
  await target.stop();
  folder.remove();
});

describe.concurrent("the GitHub workflow", () => {
  test("is sound to actionlint, which finds a misspelt key, variable and input in it", async () => {
    const cwd = await project("github-lint");
    const path = join(cwd, ".github/workflows/slo-nightly.yml");
    expect(await lintWorkflow(path)).toBe("");
    const text = readFileSync(path, "utf8");
    const broken = text.replace("timeout-minutes", "minutes").replace("vars.SLO", "var.SLO");
    writeFileSync(path, broken.replace("retention-days", "keep"));
    const found = await lintWorkflow(path);
    expect(found).toMatch(/unexpected key "minutes" for "job" section/);
    expect(found).toMatch(/undefined variable "var"/);
    expect(found).toMatch(/input "keep" is not defined in action/);
  });

  test("ends a job within the runners' 6 hours, and one soak at a time", async () => {
    const workflow = parse(read(await project("github-limits"), ".github/workflows/slo-nightly.yml"));
    // 5 h of soak, then populating, warm-up and drain: 300 min and a little, below 360.
    expect(workflow.jobs.soak["timeout-minutes"]).toBeGreaterThan(5 * 60 + 10);
    expect(workflow.jobs.soak["timeout-minutes"]).toBeLessThan(6 * 60);
    expect(workflow.on.workflow_dispatch.inputs.duration.default).toBe("5h");
    expect(workflow.concurrency).toEqual({ group: "slo-nightly", "cancel-in-progress": false });
    expect(workflow.jobs.soak.steps.at(-1)).toMatchObject({ if: "always()", with: { path: "reports/" } });
  });

  test("runs a soak, fails with slo's exit code, and puts the verdict into the job's summary", async () => {
    const cwd = await project("github-run");
    const { steps } = parse(read(cwd, ".github/workflows/slo-nightly.yml")).jobs.soak;
    const soak = steps.find(({ name }: { name?: string }) => name === "Soak");
    const given = { "vars.SLO_TARGET": target.url, "secrets.SLO_API_KEY": "", "github.run_id": "7" };
    const env = Object.fromEntries(
      Object.entries<string>(soak.env).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ (.*?) \}\}/g, (_, key: keyof typeof given) => given[key] ?? "x"),
      ]),
    );
    expect(soak.shell).toBe("bash");
    const script = join(cwd, "step.sh");
    writeFileSync(script, shortened(soak.run, '"$DURATION"'));
    const summary = join(cwd, "summary.md");
    // As a runner runs `shell: bash`.
    const ended = await runProgram("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], cwd, {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: cwd,
      GITHUB_STEP_SUMMARY: summary,
      ...env,
    });
    expectSoaked(cwd, ended);
    expect(readFileSync(summary, "utf8")).toMatch(/^```\n(INCONCLUSIVE|INVALID) {2}soak at 1x/);
    expect(readSummary(onlyRun(join(cwd, "reports"))).labels).toEqual({ ci: "x/x/actions/runs/7" });
  });
});

describe.concurrent("the systemd units", () => {
  const UNITS = ["slo-nightly.service", "slo-nightly-resume.service", "slo-nightly.timer"];

  test.runIf(canVerifyUnits())(
    "are sound to systemd-analyze, which finds a misspelt word in one",
    async () => {
      const cwd = await project("systemd lint");
      const paths = UNITS.map((unit) => join(cwd, "nightly", unit));
      expect(verifyUnits(paths)).toBe("");
      writeFileSync(paths[0] ?? "", read(cwd, "nightly/slo-nightly.service").replace("KillMode", "KilMode"));
      expect(verifyUnits(paths)).toMatch(/Unknown key.* 'KilMode'/);
      const [, calendar = ""] = /^OnCalendar=(.*)$/m.exec(read(cwd, "nightly/slo-nightly.timer")) ?? [];
      expect(nextElapse(calendar, "2026-11-21 12:00:00")).toBe("Sat 2026-11-21 22:00:00 UTC");
    },
  );

  test("run a soak in the repository, with the settings of the machine", async () => {
    const cwd = await project("systemd run");
    const unit = read(cwd, "nightly/slo-nightly.service");
    const keyOf = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    expect(keyOf("WorkingDirectory")).toBe(cwd);
    const settings = settingsOf(readFileSync(keyOf("EnvironmentFile"), "utf8"));
    const [, path = ""] = /^PATH=(.*)$/.exec(wordsOf(keyOf("Environment"))[0] ?? "") ?? [];
    const command = shortened(keyOf("ExecStart"), "8h").replaceAll(
      /\$\{(\w+)\}/g,
      (_, name) => settings[name] ?? "",
    );
    const [program = "", ...args] = wordsOf(command);
    expectSoaked(cwd, await runProgram(program, args, cwd, { PATH: path, ...settings }));
    expect([keyOf("Type"), keyOf("TimeoutStartSec"), keyOf("KillSignal")]).toEqual([
      "oneshot",
      "infinity",
      "SIGINT",
    ]);
    expect(keyOf("OnFailure")).toBe("slo-nightly-resume.service");
  });
});

describe.concurrent("the crontab", () => {
  test("has one line for a night, which cron-parser reads, and one for a reboot", async () => {
    const cwd = await project("cron-lint");
    const file = join(cwd, "nightly/crontab");
    const { variables, expressions, errors } = CronFileParser.parseFileSync(file);
    expect(variables).toEqual({
      SHELL: "/bin/sh",
      PATH: expect.stringMatching(/\/usr\/local\/bin.*:\/bin$/),
    });
    expect(expressions.map((expression) => expression.stringify())).toEqual(["0 22 * * *"]);
    // @reboot is a nickname of cron's own, not an expression.
    expect(Object.keys(errors ?? {}).map((line) => line.split(" ")[0])).toEqual(["@reboot"]);
    // Cron ends a command at a "%".
    expect(read(cwd, "nightly/crontab").replace(/^#.*$/gm, "")).not.toContain("%");
  });

  test.runIf(process.platform === "linux")(
    "runs a soak, says what it exited with, and at a reboot leaves a finished one alone",
    async () => {
      const cwd = await project("cron run");
      const text = shortened(read(cwd, "nightly/crontab"), "8h");
      const env = { HOME: cwd, LOGNAME: "tester", ...settingsOf(text) };
      const commandAt = (when: string): string =>
        text
          .split("\n")
          .find((line) => line.startsWith(`${when} `))
          ?.slice(when.length + 1) ?? "";
      const said = await runProgram("/bin/sh", ["-c", commandAt("0 22 * * *")], cwd, env);
      const { exit_code } = readSummary(onlyRun(join(cwd, "reports")));
      expect(said).toEqual({ code: 0, output: `slo exited with ${exit_code}: see nightly/soak.log\n` });
      expect(read(cwd, "nightly/soak.log")).toMatch(/(INCONCLUSIVE|INVALID) {2}soak at 1x/);
      expect(await runProgram("/bin/sh", ["-c", commandAt("@reboot")], cwd, env)).toEqual({
        code: 0,
        output: "",
      });
      expect(read(cwd, "nightly/soak.log")).toMatch(/-soak-1x-\w+ needs no resume: it ended by itself\n$/);
    },
  );
});

describe.concurrent("the Kubernetes files", () => {
  test("are what the API takes, which refuses a misspelt name and a value that is none", async () => {
    const cwd = await project("kubernetes-lint");
    const text = read(cwd, "nightly/cronjob.yaml");
    const manifests = (yaml: string): readonly Manifest[] => parseAllDocuments(yaml).map((one) => one.toJS());
    expect(manifests(text).map(({ kind }) => kind)).toEqual(["PersistentVolumeClaim", "CronJob"]);
    expect(await refusedByKubernetes(manifests(text))).toBe("");
    expect(await refusedByKubernetes(manifests(text.replace("backoffLimit", "backofLimit")))).toMatch(
      /'?backofLimit'?/,
    );
    expect(await refusedByKubernetes(manifests(text.replace("Forbid", "Forbids")))).toMatch(
      /concurrencyPolicy/,
    );
  });

  test("run a soak: the image's entry point with the pod's arguments", async () => {
    const cwd = await project("kubernetes-run");
    const dockerfile = read(cwd, "nightly/Dockerfile");
    expect(lintDockerfile(dockerfile)).toEqual([]);
    expect(lintDockerfile(dockerfile.replace("WORKDIR", "WORKDIRS"))).toMatchObject([
      { message: /WORKDIRS/ },
    ]);
    const entry: readonly string[] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? "[]");
    const [, job] = parseAllDocuments(read(cwd, "nightly/cronjob.yaml"));
    const [container] = job?.toJS().spec.jobTemplate.spec.template.spec.containers ?? [];
    expect(container.volumeMounts).toEqual([{ name: "reports", mountPath: "/slo/reports" }]);
    expect(dockerfile).toMatch(/^WORKDIR \/slo$/m);
    const args: readonly string[] = container.args;
    expect(args).toContain("8h");
    const words = args.map((word) => word.replace("$(SLO_TARGET)", target.url).replace("8h", "3s"));
    const [program = "", ...rest] = [...entry, ...words, "--warm-up", "1s"];
    expectSoaked(cwd, await runProgram(program, rest, cwd, { PATH: process.env.PATH ?? "" }));
  });
});
