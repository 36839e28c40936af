import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { night, nightProject, recordOf } from "../support/night.ts";
import { onlyRun, readSummary, slo, temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

test("a night without hope ends early by the scenario's abort, says so, fails, and cannot be resumed", async () => {
  const cwd = nightProject(folder.path, "hopeless");
  const file = join(cwd, "scenarios/night.ts");
  const rule = 'abort: { error_rate: "50%", for: "6s" },';
  writeFileSync(file, readFileSync(file, "utf8").replace("operations: {", `${rule}\n  operations: {`));
  const fromMs = performance.now();
  // Nothing is answered from 5 s after the start of the service on; timeouts are 1 s. Counts come every 5 s: the intervals
  // of a day are 60 s wide.
  const said = await slo([...night("24h"), "--fault", "hang=at:5s,for:600s@/health"], { cwd });
  expect(performance.now() - fromMs).toBeLessThan(120_000);
  expect([said.code, said.stdout.split(" ")[0]]).toEqual([1, "FAIL"]);
  const dir = onlyRun(join(cwd, "reports"));
  const summary = readSummary(dir);
  expect(summary).toMatchObject({ verdict: "fail", ended: { kind: "stopped" } });
  expect(summary.reasons[0]).toMatch(/^the run was stopped: [\d.]+ % not good over 6s \(abort at 50 %\)$/);
  // The rest of the day was planned, and is in the ledger as shed.
  const { planned = 0, shed = 0 } = summary.levels[0]?.operations.ask ?? {};
  expect(planned).toBeGreaterThan(2_000_000);
  expect(shed / planned).toBeGreaterThan(0.99);
  expect(recordOf(dir).footer?.ended.kind).toBe("stopped");

  const resumed = await slo(["run", "--resume", dir], { cwd });
  expect([resumed.code, resumed.stderr]).toEqual([
    2,
    expect.stringContaining("a stop rule ended it, which is its result"),
  ]);
});
