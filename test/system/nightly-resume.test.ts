import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecord } from "../../src/record/index.ts";
import { type EmbeddedTarget, startEmbeddedTarget } from "../../src/target/index.ts";
import { nightlyProject, runProgram } from "../support/nightly-project.ts";
import { onlyRun, ROOT, recordedUpTo, startSlo, temporaryFolder } from "../support/slo.ts";

// nightly/resume.sh, which systemd and cron start after a reboot, and systemd after a crash.
const folder = temporaryFolder();
let target: EmbeddedTarget;
const project = (name: string): Promise<string> => nightlyProject(join(folder.path, name), target.url);

beforeAll(async () => {
  target = await startEmbeddedTarget({ entry: join(ROOT, "dist/target.js") });
});
afterAll(async () => {
  await target.stop();
  folder.remove();
});

describe.concurrent("resume.sh", () => {
  const FOOTER = (ended: string): string => `{"kind":"footer","at_us":9,"ended":${ended}}\n`;
  const LINE = '{"kind":"cell","interval":3}\n';
  const RESUMES = /^run --resume reports\/20261121-220000-soak-1x-00aa\n$/;
  const cases: Readonly<Record<string, readonly [string, RegExp]>> = {
    "that was killed": [LINE, RESUMES],
    "whose last line was cut off": [LINE.slice(0, 9), RESUMES],
    "that was interrupted": [FOOTER('{"kind":"interrupted","signal":"SIGTERM"}'), RESUMES],
    "whose engine failed": [FOOTER('{"kind":"engine_failed","message":"x"}'), RESUMES],
    "that is complete": [FOOTER('{"kind":"complete"}'), /needs no resume: it ended by itself\n$/],
    "that a stop rule ended": [FOOTER('{"kind":"stopped","rule":"x"}'), /needs no resume/],
  };
  for (const [what, [end, says]] of Object.entries(cases)) {
    test(`goes on with a soak ${what}, or leaves it alone`, async () => {
      const cwd = await project(`resume ${what}`);
      expect(await runProgram("nightly/resume.sh", [], cwd, { PATH: process.env.PATH ?? "" })).toEqual({
        code: 0,
        output: "there is no soak to resume\n",
      });
      // An earlier soak and a run of another profile are not it.
      for (const run of [
        "20261120-220000-soak-1x-ffff",
        "20261121-220000-soak-1x-00aa",
        "20261121-230000-first-1x-00bb",
      ]) {
        mkdirSync(join(cwd, "reports", run), { recursive: true });
        writeFileSync(
          join(cwd, "reports", run, "record.ndjson"),
          run.includes("00aa") ? `{"kind":"header"}\n${end}` : "",
        );
      }
      const bin = join(cwd, "node_modules/.bin");
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, "echoes"), '#!/bin/sh\necho "$@"\n');
      chmodSync(join(bin, "echoes"), 0o755);
      renameSync(join(bin, "echoes"), join(bin, "slo"));
      const ended = await runProgram("nightly/resume.sh", [], cwd, { PATH: process.env.PATH ?? "" });
      expect([ended.code, ended.output]).toEqual([0, expect.stringMatching(says)]);
      // Nine hours later the 8 h of the plan are over.
      const before = new Date(Date.now() - 9 * 3_600_000);
      utimesSync(join(cwd, "reports/20261121-220000-soak-1x-00aa/record.ndjson"), before, before);
      const late = await runProgram("nightly/resume.sh", [], cwd, { PATH: process.env.PATH ?? "" });
      expect([late.code, late.output]).toEqual([
        0,
        expect.stringMatching(/its time is over|needs no resume/),
      ]);
    });
  }

  test("goes on with a soak that was killed for good: one record, one gap", async () => {
    const cwd = await project("resume-real");
    const out = join(cwd, "reports");
    const args = ["run", "--profile", "soak", "--duration", "14s", "--warm-up", "1s", "--target", target.url];
    const killed = startSlo([...args, "--populate"], { cwd });
    await recordedUpTo(out, 4);
    killed.kill("SIGKILL");
    await killed.ended;
    const ended = await runProgram("nightly/resume.sh", [], cwd, {
      PATH: process.env.PATH ?? "",
      SLO_API_KEY: "",
    });
    // A second or more of 14 is above max_gap (1 %).
    expect([ended.code, ended.output]).toEqual([3, expect.stringMatching(/INCOMPLETE {2}soak at 1x/)]);
    const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
    expect([record.gaps.length, record.footer?.ended.kind]).toEqual([1, "complete"]);
    expect(readdirSync(onlyRun(out)).filter((file) => file.startsWith(".lock"))).toEqual([]);
  });
});
