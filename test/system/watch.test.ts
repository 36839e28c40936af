import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { night, nightProject } from "../support/night.ts";
import { onlyRun, recordedUpTo, slo, startSlo, temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

describe.concurrent("slo watch", () => {
  test("follows a run to its end, shows what it shows, and exits as it does", async () => {
    const cwd = nightProject(folder.path, "followed");
    const out = join(cwd, "reports");
    const run = startSlo(night("13s"), { cwd });
    await recordedUpTo(out, 1);
    const name = basename(onlyRun(out));
    const [watched, silent] = await Promise.all([
      slo(["watch", name], { cwd }),
      slo(["watch", onlyRun(out), "--json"], { cwd }),
    ]);
    const ran = await run.ended;
    expect([watched.code, silent.code]).toEqual([ran.code, ran.code]);

    const lines = watched.stdout.split("\n").filter((line) => line.startsWith("running, "));
    // The first after about 2 s of 14, then one every 10 s: two, or one where the machine was slow to start.
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(lines[0]).toMatch(
      /^running, (warm-up|steady) 1x, [\d.]+ s of 14 s, [\d.]+ s left; ask .*\/s p95 .*; look .*; ready .*; promises: \d+ \w+/,
    );
    // Then the verdict, as slo judge prints it.
    const judged = await slo(["judge", onlyRun(out)], { cwd });
    expect(watched.stdout.endsWith(judged.stdout)).toBe(true);
    expect(JSON.parse(silent.stdout)).toEqual(
      JSON.parse(readFileSync(join(onlyRun(out), "summary.json"), "utf8")),
    );
  });

  test("tells that a run was killed, and how to go on with it", async () => {
    const cwd = nightProject(folder.path, "killed");
    const out = join(cwd, "reports");
    const run = startSlo(night("60s"), { cwd });
    await recordedUpTo(out, 1);
    const watching = startSlo(["watch", onlyRun(out)], { cwd });
    await watching.saying(/^running/m);
    run.kill("SIGKILL");
    const { code, stdout, stderr } = await watching.ended;
    expect(code).toBe(3);
    expect(stdout).toContain("INCOMPLETE");
    expect(stderr).toContain(`go on with it: slo run --resume reports/${basename(onlyRun(out))}`);
    await run.ended;
  });

  test("refuses a run that is not there, and ends at Ctrl-C without touching the run", async () => {
    const cwd = nightProject(folder.path, "left");
    expect(await slo(["watch", "nothing"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no run nothing"),
    });
    const out = join(cwd, "reports");
    const run = startSlo(night("5s"), { cwd });
    await recordedUpTo(out, 1);
    const watching = startSlo(["watch", onlyRun(out)], { cwd });
    await watching.saying(/^running/m);
    watching.kill("SIGINT");
    expect((await watching.ended).code).toBe(130);
    expect([0, 4]).toContain((await run.ended).code);
  });
});
