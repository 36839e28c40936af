import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRecord } from "../../src/record/index.ts";
import { onlyRun, ROOT, readSummary, recordedUpTo, temporaryFolder } from "../support/slo.ts";

// The README's Nightly chapter as a newcomer follows it: its commands, word for word but for seconds in place of minutes,
// one after the other in an empty folder with the package installed.
const folder = temporaryFolder();
afterAll(folder.remove);
const cwd = join(folder.path, "night");
const out = join(cwd, "reports");

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const chapter = /^## Nightly\n(.*?)^## /ms.exec(readme)?.[1] ?? "";
/** Fenced blocks of a language, also those that stand indented in a list. */
const blocks = (language: string): readonly string[] =>
  [...chapter.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^\\1\`\`\`$`, "gms"))].map(
    ([, indent = "", text = ""]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
const [INIT = "", PLAN = "", RUN = "", WATCH = "", RESUME = "", AGAIN = "", ...others] = blocks("sh");
const [PROMISES = "", ...otherPromises] = blocks("yaml");
const [SIGNALS = "", ...otherCode] = blocks("ts");

/** The text with one thing in it replaced, which must be there. */
function instead(text: string, what: string, by: string): string {
  expect(text).toContain(what);
  return text.replace(what, () => by);
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

function shell(commands: string): Promise<Ended> {
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: folder.path,
    NO_COLOR: "1",
  };
  return new Promise((resolve) => {
    execFile("bash", ["-c", commands], { cwd, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, output: stdout + stderr }),
    );
  });
}

beforeAll(() => {
  mkdirSync(join(cwd, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "dist/cli.js"), join(cwd, "node_modules/.bin/slo"));
});

test("every block of the chapter is one that these tests run", () => {
  expect([others, otherPromises, otherCode]).toEqual([[], [], []]);
  for (const block of [INIT, PLAN, RUN, WATCH, RESUME, AGAIN, PROMISES, SIGNALS]) expect(block).not.toBe("");
});

test("1. init --nightly writes every file that the chapter names", async () => {
  const { code, stdout } = await shell(INIT);
  expect(code).toBe(0);
  for (const [, path = ""] of chapter.matchAll(/`((?:nightly|\.github)\/[\w./-]+)`/g))
    expect([path, existsSync(join(cwd, path))]).toEqual([path, true]);
  expect(stdout).toMatch(/^wrote scenarios\/soak\.ts$/m);
});

test("2. a night's plan decides every promise that init wrote, and sends nothing", async () => {
  const { code, stdout } = await shell(PLAN);
  expect(code).toBe(0);
  const rows = stdout.split("\n").filter((line) => / 1x {2}/.test(line) && / (<=|>=) /.test(line));
  expect(rows.map((row) => / yes$/.test(row))).toEqual([true, true, true, true, true]);
  expect(stdout).toMatch(/Nothing was sent\.\n$/);
});

test("3. a short soak can be watched, and is inconclusive", async () => {
  const running = shell(instead(RUN, "--duration 10m", "--duration 12s --warm-up 1s"));
  await recordedUpTo(out, 3);
  const watched = await shell(WATCH);
  const ran = await running;
  expect(watched.output).toMatch(/running, steady 1x, [\d.]+ s of 13 s, [\d.]+ s left; recall [\d.]+\/s p95/);
  // 4: on a busy machine.
  expect([3, 4], ran.output).toContain(ran.code);
  expect(watched.code).toBe(ran.code);
  expect(ran.output).toMatch(/a slope per 1h needs 3 min: run longer: --duration 3m/);
  expect(ran.output).toMatch(/all\.good >= 99% over 30d .*: run longer: --duration 1h/);
});

test("4. a killed soak is gone on with: one record, one gap, incomplete beyond max_gap", async () => {
  rmSync(out, { recursive: true, force: true });
  const shorter = instead(RESUME, "--duration 10m", "--duration 16s --warm-up 1s");
  const waiting = `until grep -qs '"interval":4,' reports/*/record.ndjson; do sleep 0.1; done;`;
  const { code, output } = await shell(instead(shorter, "sleep 60;", waiting));
  expect(code, output).toBe(3);
  expect(output).toMatch(/a gap of \d+ s, .* beyond max_gap \(1 % of the steady time\)/);
  expect(output).toMatch(/^INCOMPLETE {2}soak at 1x/m);
  const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
  expect([record.gaps.length, record.footer?.ended.kind]).toEqual([1, "complete"]);
});

test("5. its report is written, and written again, and it is judged by other promises", async () => {
  const run = onlyRun(out);
  expect(readdirSync(run).sort()).toEqual(["record.ndjson", "report.html", "summary.json"]);
  expect(readFileSync(join(run, "report.html"), "utf8")).toMatch(/INCOMPLETE/i);
  rmSync(join(run, "report.html"));
  const { code, output } = await shell(AGAIN);
  // The second line's: judged once more, it is as incomplete as before.
  expect(code, output).toBe(3);
  expect(existsSync(join(run, "report.html"))).toBe(true);
  expect(readSummary(run).verdict).toBe("incomplete");
});

test("the promises and signals that the chapter shows are ones, and a night decides them all", async () => {
  writeFileSync(join(cwd, "promises.yaml"), PROMISES);
  const soak = readFileSync(join(cwd, "scenarios/soak.ts"), "utf8");
  const declared = /^ {2}signals: \{$.*?^ {2}\},\n/ms.exec(soak)?.[0] ?? "";
  writeFileSync(join(cwd, "scenarios/soak.ts"), instead(soak, declared, SIGNALS));
  const { code, stdout, output } = await shell(`${PLAN.trim()} --thresholds promises.yaml`);
  expect(code, output).toBe(0);
  const rows = stdout.split("\n").filter((line) => / 1x {2}/.test(line) && / (<=|>=) /.test(line));
  expect(rows.length).toBe(PROMISES.match(/^ {4}- /gm)?.length);
  expect(rows.filter((row) => !/ yes$/.test(row))).toEqual([]);
  expect(stdout).toMatch(/^target\.outbox_pending +outbox_pending from \/metrics of the target$/m);
});
