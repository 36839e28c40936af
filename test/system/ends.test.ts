import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  childrenOf,
  lives,
  onlyRun,
  type Running,
  readSummary,
  recordedUpTo,
  slo,
  startSlo,
  temporaryFolder,
} from "../support/slo.ts";

// However a run ends: nothing of ours stays behind, what was recorded is kept, and it never passes by accident.
const folder = temporaryFolder();
afterAll(folder.remove);
const KILLS = process.env.SLO_MATRIX === "1" ? 20 : 3;

const start = (name: string): Running =>
  startSlo([
    "run",
    "--profile",
    "recall",
    "--duration",
    "20s",
    "--warm-up",
    "2s",
    "--out",
    join(folder.path, name),
  ]);

/** Waits until none of the processes lives; they have 5 s to see that their parent is gone. */
async function allGone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (pids.some(lives) && Date.now() < deadline) await new Promise((resume) => setTimeout(resume, 50));
  expect(pids.filter(lives)).toEqual([]);
}

describe.concurrent("a run", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "ended by %s drains, keeps its record, exits %i and leaves no process",
    async (signal, code) => {
      const run = start(signal);
      await recordedUpTo(join(folder.path, signal), 3);
      const children = childrenOf(run.pid);
      expect(children.length).toBeGreaterThan(0);
      run.kill(signal);
      const said = await run.ended;
      expect(said.code).toBe(code);
      const summary = readSummary(onlyRun(join(folder.path, signal)));
      expect(summary.verdict).toBe("incomplete");
      expect(summary.complete).toBe(false);
      expect(summary.exit_code).toBe(code);
      expect((await slo(["judge", onlyRun(join(folder.path, signal))])).code).toBe(code);
      expect(summary.exit_code).toBe(code);
      expect((await slo(["judge", onlyRun(join(folder.path, signal))])).code).toBe(code);
      await allGone(children);
    },
  );

  test("ended before the load leaves no process and no folder of a run", async () => {
    const run = start("early");
    await run.saying(/embedded memory service/);
    const children = childrenOf(run.pid);
    run.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    expect(existsSync(join(folder.path, "early")) ? readdirSync(join(folder.path, "early")) : []).toEqual([]);
    await allGone(children);
  });

  test.each(Array.from({ length: KILLS }, (_, i) => i + 1))(
    "killed at a random moment (%i) still yields a report, never a pass",
    async (i) => {
      const run = start(`kill-${i}`);
      await run.saying(/driving /);
      const afterMs = 500 + Math.random() * 15_000;
      await new Promise((resume) => setTimeout(resume, afterMs));
      const children = childrenOf(run.pid);
      run.kill("SIGKILL");
      expect((await run.ended).signal).toBe("SIGKILL");
      const dir = onlyRun(join(folder.path, `kill-${i}`));
      const said = await slo(["report", dir]);
      expect(said.code, `killed after ${afterMs} ms: ${said.stderr}`).toBe(0);
      const summary = readSummary(dir);
      expect(summary.verdict).toBe("incomplete");
      expect(summary.exit_code).toBe(3);
      expect(readFileSync(join(dir, "report.html"), "utf8")).toMatch(/incomplete/i);
      expect((await slo(["judge", dir])).code).toBe(3);
      await allGone(children);
    },
  );
});
