import { execFile } from "node:child_process";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { outcomesOf } from "../../src/measure/index.ts";
import { seededRandom } from "../../src/shared/index.ts";
import { bookOf, grownBeyond, night, nightProject, plannedOf, recordOf } from "../support/night.ts";
import {
  onlyRun,
  readSummary,
  recordedUpTo,
  type Said,
  slo,
  startSlo,
  temporaryFolder,
} from "../support/slo.ts";

// A run that breaks off, however it does, goes on in the same record, and its verdict is what the rest of it supports.
const folder = temporaryFolder();
afterAll(folder.remove);
const KILLS = process.env.SLO_MATRIX === "1" ? 5 : 2;

/** Starts a run and kills it once it has recorded so many seconds. */
async function killed(cwd: string, duration: string, afterInterval: number): Promise<string> {
  const out = join(cwd, "reports");
  const run = startSlo(night(duration), { cwd });
  await recordedUpTo(out, afterInterval);
  run.kill("SIGKILL");
  await run.ended;
  return onlyRun(out);
}

/** A verdict of the target; where this machine was too busy to drive the plan in time, that is told instead. */
function expectSound(said: Said, verdict: "pass" | "fail"): void {
  const { kind } = /^(?<kind>[A-Z]+)/.exec(said.stdout)?.groups ?? {};
  if (kind === "INVALID")
    expect(said.stdout).toMatch(/the generator was unsound: (late_seconds|own_unreleased)/);
  else expect(kind, said.stdout + said.stderr).toBe(verdict.toUpperCase());
}

describe.concurrent("a run", () => {
  test(`killed ${KILLS} times and resumed each time is one record with one gap each, and its ledger closes`, async () => {
    const cwd = nightProject(folder.path, "kills");
    const out = join(cwd, "reports");
    const random = seededRandom(20_261_121, "kills", 0);
    let run = startSlo(night(`${9 * (KILLS + 1)}s`), { cwd });
    await recordedUpTo(out, 2);
    const before: Buffer[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      // Anywhere within two seconds of the plan, and so within a line, between two lines, or in the middle of a report.
      await new Promise((resume) => setTimeout(resume, random.int(2_000)));
      run.kill("SIGKILL");
      await run.ended;
      const bytes = readFileSync(join(onlyRun(out), "record.ndjson"));
      before.push(bytes.subarray(0, recordOf(onlyRun(out)).soundBytes));
      run = startSlo(["run", "--resume", onlyRun(out)], { cwd });
      if (kill < KILLS) await grownBeyond(out, bytes.length + 4_000);
    }
    const said = await run.ended;
    expectSound(said, "pass");

    const dir = onlyRun(out);
    const record = recordOf(dir);
    expect(record.gaps).toHaveLength(KILLS);
    expect(record.footer?.ended).toEqual({ kind: "complete" });
    for (const name of ["ask", "look", "ready"]) {
      const { counts, leftOut } = bookOf(record, name);
      expect(outcomesOf(counts)).toBe(counts.planned);
      expect(counts.planned + leftOut).toBe(plannedOf(record, name));
    }
    const { gaps, validity } = readSummary(dir);
    expect(gaps).toHaveLength(KILLS);
    for (const check of ["ledger_closes", "ledger_in_order", "ledger_matches_plan", "times_recorded"]) {
      expect(validity.find((one) => one.check === check)).toMatchObject({ holds: true });
    }
    // Nothing that was written before a kill was lost or changed.
    const bytes = readFileSync(join(dir, "record.ndjson"));
    for (const part of before) expect(bytes.subarray(0, part.length).equals(part)).toBe(true);
    // It is judged anew from its record, and fails what its driven part does not keep.
    const strict = join(cwd, "strict.yaml");
    writeFileSync(strict, readFileSync(join(cwd, "thresholds.yaml"), "utf8").replace("500ms", "1us"));
    expectSound(await slo(["judge", dir, "--thresholds", strict], { cwd }), "fail");
    // Where max_gap is not raised, so much of a gap leaves nothing to judge.
    const narrow = join(cwd, "narrow.yaml");
    writeFileSync(
      narrow,
      readFileSync(join(cwd, "thresholds.yaml"), "utf8").replace("max_gap: 90%", "max_gap: 1%"),
    );
    const judged = await slo(["judge", dir, "--thresholds", narrow], { cwd });
    expect([judged.code, judged.stdout.split("\n")[0]?.split(" ")[0]]).toEqual([3, "INCOMPLETE"]);
  });

  test("killed in the middle of a line keeps what it had, the half line apart, and goes on", async () => {
    const cwd = nightProject(folder.path, "half-line");
    const dir = await killed(cwd, "14s", 3);
    const path = join(dir, "record.ndjson");
    const whole = readFileSync(path);
    // Cut within the last line.
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    truncateSync(path, lastLine + 25);
    const judged = await slo(["judge", dir, "--json"], { cwd });
    expect(JSON.parse(judged.stdout)).toMatchObject({ verdict: "incomplete", ended: { kind: "killed" } });

    expectSound(await slo(["run", "--resume", dir], { cwd }), "pass");
    expect(readFileSync(`${path}.tail-1`).equals(whole.subarray(lastLine, lastLine + 25))).toBe(true);
    expect(readFileSync(path).subarray(0, lastLine).equals(whole.subarray(0, lastLine))).toBe(true);
    expect(recordOf(dir)).toMatchObject({ truncated: false, footer: { ended: { kind: "complete" } } });
  });

  test("interrupted by Ctrl-C can go on; a second resume at the same time, or of a complete run, is refused", async () => {
    const cwd = nightProject(folder.path, "interrupted");
    const out = join(cwd, "reports");
    const run = startSlo(night("22s"), { cwd });
    await recordedUpTo(out, 2);
    const running = await slo(["run", "--resume", onlyRun(out)], { cwd });
    expect([running.code, running.stderr]).toEqual([
      2,
      expect.stringContaining(`process ${run.pid} drives it`),
    ]);
    run.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    const dir = onlyRun(out);
    expect(recordOf(dir).footer?.ended).toEqual({ kind: "interrupted", signal: "SIGINT" });

    const both = await Promise.all([0, 1].map(() => slo(["run", "--resume", dir], { cwd })));
    const refused = both.filter(({ code }) => code === 2);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.stderr).toMatch(
      /cannot be taken up: (process \d+ drives it|another slo has just taken it up)/,
    );
    const [resumed] = both.filter(({ code }) => code !== 2);
    if (resumed === undefined) throw new Error("none was resumed");
    expectSound(resumed, "pass");
    expect(recordOf(dir).gaps).toHaveLength(1);

    const again = await slo(["run", "--resume", dir], { cwd });
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("it is complete")]);
    expect(readdirSync(dir).filter((name) => name.startsWith(".lock"))).toEqual([]);
  });

  test("is not resumed with what it was not made with, nor when its plan's time is over", async () => {
    const cwd = nightProject(folder.path, "refused");
    const dir = await killed(cwd, "120s", 1);
    const bytes = readFileSync(join(dir, "record.ndjson"));
    const refusal = async (...args: readonly string[]): Promise<string> => {
      const said = await slo(["run", "--resume", dir, ...args], { cwd });
      expect(said.code).toBe(2);
      return said.stderr;
    };
    expect(await refusal("--x", "2", "--seed", "7")).toContain("--x, --seed cannot be given with --resume");
    expect(await refusal("--target", "http://127.0.0.1:9")).toContain("the run is of the embedded service");
    for (const [file, shown] of [
      ["scenarios/night.ts", "scenario scenarios/night.ts: was sha256:"],
      ["thresholds.yaml", "promises thresholds.yaml: was sha256:"],
    ] as const) {
      const text = readFileSync(join(cwd, file), "utf8");
      writeFileSync(join(cwd, file), `${text}\n`);
      expect(await refusal()).toContain(shown);
      writeFileSync(join(cwd, file), text);
    }
    expect((await slo(["run", "--resume", "no-such-run"], { cwd })).stderr).toContain(
      "there is no run no-such-run",
    );
    expect(readFileSync(join(dir, "record.ndjson")).equals(bytes)).toBe(true);

    // 1 s of warm-up and 2 s of load: over by the time of the resume.
    const short = nightProject(folder.path, "short");
    const over = await killed(short, "2s", 0);
    await new Promise((resume) => setTimeout(resume, 3_000));
    const late = await slo(["run", "--resume", over], { cwd: short });
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining("the time of its plan is over")]);
  });
});

/** Runs a shell in a mount namespace of its own, where it may mount what nobody else sees. */
function inNamespace(script: string, cwd: string): Promise<Said> {
  const user = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return new Promise((resolve) => {
    execFile("unshare", [...user, "--mount", "sh", "-c", script], { cwd }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), signal: null, stdout, stderr }),
    );
  });
}
const CLI = `${process.execPath} ${join(import.meta.dirname, "../../dist/cli.js")}`;

// Mount namespaces are Linux's; what the code does on a full disk is tested everywhere by test/unit/record/file.test.ts.
describe.runIf(process.platform === "linux")("where nothing can be written", () => {
  test("a disk that becomes full ends the run with an error, and what was written before is a record", async () => {
    const cwd = nightProject(folder.path, "full");
    const run = [CLI, ...night("30s"), "--quiet", "--out", "small"].join(" ");
    const said = await inNamespace(
      `mkdir small kept && mount -t tmpfs -o size=24k tmpfs small && ${run}; code=$?; cp -r small/. kept; exit $code`,
      cwd,
    );
    expect(said.code).toBe(5);
    expect(said.stderr).toMatch(/error: cannot write .*record\.ndjson: ENOSPC/);
    expect(said.stderr).toContain("hint: make room on the disk");
    const dir = onlyRun(join(cwd, "kept"));
    const record = recordOf(dir);
    expect(record.footer).toBe(null);
    // 24 KB hold the header, about 4 KB, and several seconds of 1.5 KB each; all but the last of them are whole.
    expect(record.lastInterval).toBeGreaterThan(3);
    const judged = await slo(["judge", dir], { cwd });
    expect([judged.code, judged.stdout.split(" ")[0]]).toEqual([3, "INCOMPLETE"]);
  });

  test("a read-only folder, or a file in its place, is told before anything is sent", async () => {
    const cwd = nightProject(folder.path, "read-only");
    const said = await inNamespace(
      `mkdir fixed && mount -t tmpfs -o ro tmpfs fixed && ${[CLI, ...night("5s"), "--out", "fixed"].join(" ")}`,
      cwd,
    );
    expect([said.code, said.stderr]).toEqual([5, expect.stringContaining("cannot write results into")]);
    expect(said.stderr).not.toContain("driving");
    writeFileSync(join(cwd, "file"), "");
    const other = await slo([...night("5s"), "--out", "file"], { cwd });
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining("cannot write results into")]);
    expect(other.stderr).not.toContain("driving");
  });
});
