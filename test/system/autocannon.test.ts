import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { readRecord } from "../../src/record/index.ts";
import { fine, type OddServer, serveHttp, serveHttps } from "../support/odd-servers.ts";
import { onlyRun, readSummary, slo, temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
const servers: OddServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(folder.remove);

/** A folder with one scenario and its promises. */
function project(name: string, operation: string): string {
  const cwd = join(folder.path, name);
  mkdirSync(cwd, { recursive: true });
  writeFileSync(
    join(cwd, "ask.ts"),
    `import { defineScenario } from "slo-harness";
export default defineScenario({ name: "ask", expected: { rate: 10, users: 2, source: "test" }, timeout: "2s", operations: { ask: ${operation} } });
`,
  );
  writeFileSync(join(cwd, "thresholds.yaml"), "version: 1\nprofiles:\n  ask: [ask.error_rate <= 50%]\n");
  return cwd;
}
const REQUEST = `{ request: () => ({ path: "/" }) }`;
const FLOW = `{ timeout: "2s", *flow() { yield { path: "/" }; } }`;

describe("slo run --engine autocannon", () => {
  test.each([
    {
      what: "an open workload",
      operation: REQUEST,
      args: [],
      says: "cannot run an open workload",
      hint: "--workload closed",
    },
    {
      what: "a flow",
      operation: FLOW,
      args: ["--workload", "closed"],
      says: "cannot run flows",
      hint: "--engine native",
    },
  ])(
    "refuses what it cannot run before anything is sent, and names what would do: $what",
    async ({ what, operation, args, says, hint }) => {
      const server = await serveHttp(fine);
      servers.push(server);
      const cwd = project(what.replace(/\W+/g, "-"), operation);
      const said = await slo(
        ["run", "-p", "ask.ts", "--engine", "autocannon", "--target", server.url, ...args],
        { cwd },
      );
      expect(said.stderr).toContain(says);
      expect(said.stderr).toContain(hint);
      expect(said.code).toBe(2);
      expect(server.accepted()).toBe(0);
    },
  );

  test("refuses https, and runs it with --insecure, which the result says", async () => {
    const server = await serveHttps(fine);
    servers.push(server);
    const cwd = project("https", REQUEST);
    const args = [
      "run",
      "-p",
      "ask.ts",
      "--engine",
      "autocannon",
      "--workload",
      "closed",
      "--target",
      server.url,
    ];
    const refused = await slo(args, { cwd });
    expect(refused.stderr).toContain("it verifies no certificate");
    expect(refused.stderr).toContain("--insecure");
    expect([refused.code, server.accepted()]).toEqual([2, 0]);

    const ran = await slo([...args, "--insecure", "--duration", "2s", "--warm-up", "1s"], { cwd });
    expect(ran.stderr).not.toContain("error:");
    const { header } = readRecord(readFileSync(join(onlyRun(join(cwd, "reports")), "record.ndjson")));
    expect(header.target.insecure).toBe(true);
  });

  test("runs the shipped mixed profile against the embedded service, probes beside it: record, verdict and report as native's", async () => {
    const out = join(folder.path, "mixed");
    const args = ["--profile", "mixed", "--engine", "autocannon", "--workload", "closed", "--users", "2"];
    const said = await slo(["run", ...args, "--warm-up", "1s", "--duration", "5s", "--out", out]);
    // Too short to decide the probe's promises, and long enough for those of the load.
    expect([0, 3], said.stderr).toContain(said.code);
    const dir = onlyRun(out);
    const { engine, workload, objectives, levels } = readSummary(dir);
    expect(engine).toMatchObject({ name: "autocannon", version: "9.0.0" });
    expect(workload).toBe("closed");
    const statesOf = (that: RegExp, at: string) =>
      objectives.filter((o) => that.test(o.that) && o.at === at).map(({ state }) => state);
    // Users have service time alone, so two promises bind nowhere; what counts arrivals binds: recall's and write's.
    expect(statesOf(/^(recall|write)\.p95/, "any level")).toEqual(["not_in_plan", "not_in_plan"]);
    expect(statesOf(/^all\.(error_rate|delivered)/, "1x")).toEqual(["held", "held", "held", "held"]);
    const { recall, write, health } = levels[0]?.operations ?? {};
    for (const operation of [recall, write, health]) {
      expect(operation?.planned).toBeGreaterThan(0);
      expect(operation?.good).toBe(operation?.planned);
    }
    // 5/s for 5 s.
    expect(health?.planned).toBe(25);
    expect(readFileSync(join(dir, "report.html"), "utf8")).toContain("autocannon");
    const again = await slo(["judge", dir]);
    expect(again.code).toBe(said.code);
  });
});
