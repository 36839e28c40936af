import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES } from "../../src/engine/index.ts";
import { arrivalsOf } from "../../src/plan/index.ts";
import { readRecord } from "../../src/record/index.ts";
import { lackingFor } from "../support/engine-needs.ts";
import { makeNamespaces, type Namespaces } from "../support/namespaces.ts";
import { onlyRun, ROOT, readSummary, type Said, slo, temporaryFolder } from "../support/slo.ts";

const CLI = join(ROOT, "dist/cli.js");
const SCENARIO = join(ROOT, "test/system/fixtures/scenarios/oracle.ts");
const PARTS = 3;
/** Preflight requests carry numbers from here on. */
const REHEARSED = 1_000_000_000;

const folder = temporaryFolder();
const thresholds = join(folder.path, "thresholds.yaml");
let namespaces: Namespaces | null = null;
let server: ChildProcess | null = null;
let url = "";

/** Starts a command on a machine of its own, or on this one where there are no namespaces. */
function start(prefix: readonly string[], args: readonly string[]): ChildProcess {
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, ...args];
  return spawn(command, rest, { cwd: ROOT, env: { ...process.env, NO_COLOR: "1" } });
}

async function said(child: ChildProcess): Promise<Said> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

beforeAll(async () => {
  writeFileSync(
    thresholds,
    "version: 1\nprofiles:\n  oracle:\n    - ask.p95 <= 300ms\n    - ask.error_rate <= 2%\n",
  );
  namespaces = makeNamespaces(PARTS);
  if (namespaces === null)
    console.warn("segments: no network namespaces here, so all run on one network stack");
  const host = namespaces?.targetAddress ?? "127.0.0.1";
  server = start(namespaces?.target ?? [], [join(ROOT, "test/support/counting-server.mjs"), host]);
  if (server.stdout === null) throw new Error("the server has no stdout");
  const [port] = (await once(createInterface(server.stdout), "line")) as [string];
  url = `http://${host}:${port}`;
});

afterAll(async () => {
  if (server !== null) {
    server.stdin?.end();
    await once(server, "close");
  }
  namespaces?.remove();
  folder.remove();
});

/** What the server was asked so far, by a process on the first generator's machine. */
async function asked(): Promise<readonly number[]> {
  const script = `process.stdout.write(await (await fetch("${url}/asked")).text())`;
  const { stdout } = await said(
    start(namespaces?.generators[0] ?? [], ["--input-type=module", "-e", script]),
  );
  return JSON.parse(stdout) as number[];
}

const parted = ENGINES.filter(
  ({ abilities }) => abilities.segments === true && abilities.workloads.includes("open"),
);
const lacking = new Map(await Promise.all(parted.map(async (e) => [e.name, await lackingFor(e)] as const)));

describe.each(parted.map((engine) => [engine.name] as const))("a load in three segments by %s", (engine) => {
  const why = lacking.get(engine) ?? null;
  if (why !== null) {
    if (process.env.CI === "true") throw new Error(why);
    console.warn(`segments by ${engine} skipped: ${why}`);
  }
  const dirs: string[] = [];
  let before = 0;

  beforeAll(async () => {
    if (why !== null) return;
    before = (await asked()).length;
    const startAt = new Date(Date.now() + 8_000).toISOString();
    const ended = await Promise.all(
      Array.from({ length: PARTS }, (_, i) => {
        const out = join(folder.path, engine, String(i + 1));
        dirs.push(out);
        return said(
          start(namespaces?.generators[i] ?? [], [
            CLI,
            "run",
            ...["--profile", SCENARIO, "--thresholds", thresholds, "--engine", engine],
            ...["--target", url, "--allow-host", new URL(url).hostname, "--target-build", "b1"],
            ...["--segment", `${i + 1}/${PARTS}`, "--start-at", startAt],
            ...["--duration", "6s", "--warm-up", "1s", "--out", out, "--quiet"],
          ]),
        );
      }),
    );
    for (const { code, stderr, stdout } of ended) expect(code, stderr + stdout).toBe(3);
    for (const [i, out] of dirs.entries()) dirs[i] = onlyRun(out);
  });

  test.skipIf(why !== null)(
    "is sent whole, each arrival once, and joined into one record that is judged like one",
    async () => {
      const out = join(folder.path, engine, "merged");
      const merged = await slo(["merge", ...dirs, "--out", out]);
      const dir = onlyRun(out);
      const summary = readSummary(dir);
      const unsound = summary.validity.some(({ holds }) => holds === false);
      // A machine this busy may make a generator unsound; nothing else may come of it.
      expect(summary.verdict, summary.reasons.join("\n")).toBe(
        unsound && summary.verdict === "invalid" ? "invalid" : "pass",
      );
      expect(merged.code).toBe(summary.exit_code);
      expect(merged.stdout).toContain("joined from 3 of 3 segments");
      // 100/s and a probe of 20/s for 6 s
      const [level] = summary.levels;
      expect(level?.operations.ask?.planned).toBe(600);
      expect(level?.operations.bare?.planned).toBe(120);
      expect(
        summary.validity.filter(({ check }) => check.startsWith("ledger")).map(({ holds }) => holds),
      ).toEqual([true, true, true]);

      const record = readRecord(readFileSync(join(dir, "record.ndjson")));
      expect(
        record.generator
          .get(3)
          ?.map(({ worker }) => worker)
          .sort(),
      ).toEqual([0, 1, 2]);
      const planned = [...arrivalsOf(record.header.plan)]
        .filter(({ stream }) => stream === "load")
        .map(({ seq }) => seq);
      const sent = (await asked()).slice(before).filter((n) => n < REHEARSED);
      // 1 s of warm-up and 6 s at 100/s
      expect(planned).toHaveLength(700);
      expect(sent.sort((a, b) => a - b)).toEqual(planned);
    },
  );

  test.skipIf(why !== null)(
    "is incomplete without one of them, and refused with one of them twice",
    async () => {
      const [first = "", second = "", third = ""] = dirs;
      const out = join(folder.path, engine, "part");
      const part = await slo(["merge", third, first, "--out", out, "--json"]);
      expect(part.code).toBe(3);
      expect(JSON.parse(part.stdout)).toMatchObject({ verdict: "incomplete", exit_code: 3 });
      expect(JSON.parse(part.stdout).reasons[0]).toBe("missing: segment 2 of 3");

      const twice = await slo(["merge", first, second, second, "--out", out]);
      expect(twice.code).toBe(2);
      expect(twice.stderr).toMatch(/a segment is given twice\n.*is 2 of 3, as .*record\.ndjson is/);
    },
  );

  test.skipIf(why !== null)("joined a second time gives the same bytes in the same folder", async () => {
    const out = join(folder.path, engine, "again");
    await slo(["merge", ...dirs, "--out", out]);
    const dir = onlyRun(out);
    const before = readFileSync(join(dir, "record.ndjson"));
    await slo(["merge", ...[...dirs].reverse(), "--out", out]);
    expect(onlyRun(out)).toBe(dir);
    expect(readFileSync(join(dir, "record.ndjson")).equals(before)).toBe(true);
  });
});

describe("slo run --segment", () => {
  test.each([
    [["--segment", "2/3"], /a segment needs --target/],
    [["--segment", "4/3"], /--segment "4\/3" is not of the form 1\/3/],
    [["--start-at", "2020-01-01T00:00:00Z"], /--start-at 2020-01-01T00:00:00\.000Z was .* ago/],
    [["--start-at", "09:00"], /--start-at "09:00" is not a time such as/],
  ])("refuses %j before anything is sent", async (args, says) => {
    const refused = await slo(["run", "--profile", SCENARIO, "--thresholds", thresholds, ...args]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(says);
  });
});
