import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { FAULTS } from "../../src/target/index.ts";
import { ROOT, slo, startSlo, temporaryFolder } from "../support/slo.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

describe.concurrent("slo", () => {
  test.each(COMMANDS.map(({ name }) => name))("%s has help with an example", async (name) => {
    const said = await slo([name, "--help"]);
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/Example:\n {2}slo /);
  });

  test("--help lists every command and exit code", async () => {
    const { stdout, code } = await slo(["--help"]);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) {
      const [command = "", within] = name.split(" ");
      expect(stdout).toContain(`  ${command} `);
      if (within !== undefined) expect((await slo([command, "--help"])).stdout).toContain(`  ${within} `);
    }
    expect(stdout).toMatch(/Exit codes:/);
  });

  test("target lists its faults in help", async () => {
    const { stdout } = await slo(["target", "--help"]);
    for (const { name } of FAULTS) expect(stdout).toContain(`  ${name}=`);
  });

  test("a reader that goes away does not end a command", () => {
    const line = `"${process.execPath}" dist/cli.js plan -p recall | true; echo "exit \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", line], { cwd: ROOT, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe("exit 0\n");
  });

  test("with a misspelt command names the nearest", async () => {
    const said = await slo(["jugde"]);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/judge/);
  });

  test("plan prints needed and planned samples", async () => {
    const said = await slo(["plan", "--profile", "recall", "--x", "1,2,5"]);
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/recall\.p95 <= 1200ms\s+1x\s+59\s+118\s+\d+\s+yes/);
  });

  test("plan has one digest for one seed, another for another", async () => {
    const digests = await Promise.all(
      ["1", "1", "2"].map(
        async (seed) =>
          JSON.parse((await slo(["plan", "-p", "recall", "--seed", seed, "--json"])).stdout).digest,
      ),
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test("try shows a request of each operation with its answer, secrets redacted", async () => {
    const said = await slo(["try", "--profile", "mixed"], { env: { SLO_API_KEY: "secret-8812" } });
    expect(said.stderr + said.stdout).not.toContain("secret-8812");
    expect(said.stdout).toContain("[redacted]");
    for (const name of ["recall", "write", "health"]) expect(said.stdout).toContain(`${name}: good`);
    expect(said.code).toBe(0);
  });

  test("run fails on the README's example of a frozen service", async () => {
    // 4 s in every 10 s: p95 = 4 (1 - 0.05 * 10/4) = 3.5 s against 1.2 s
    const args = [
      "-p",
      "recall",
      "--fault",
      "stall=4s/10s",
      "--duration",
      "20s",
      "--warm-up",
      "2s",
      "--json",
      "--quiet",
    ];
    const { stdout } = await slo(["run", ...args, "--out", join(folder.path, "frozen")]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "fail", exit_code: 1 });
  });

  test("doctor describes the machine", async () => {
    const { stdout, code } = await slo(["doctor", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).facts.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining(["Node", "cores", "open files", "ephemeral ports", "clock", "k6 engine"]),
    );
  });

  test("target answers until it is interrupted, and a run against it needs --populate or a scope", async () => {
    const target = startSlo(["target"]);
    await target.saying(/memory service at (http\S+)/);
    const refused = await slo([
      "run",
      "-p",
      "recall",
      "--target",
      "http://127.0.0.1:9",
      "--out",
      join(folder.path, "none"),
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--populate/);
    expect(refused.stderr).toMatch(/-e SLO_SCOPE=/);
    target.kill("SIGINT");
    const said = await target.ended;
    expect(said.code).toBe(0);
  });

  test("judge names a record's damaged line", async () => {
    const path = join(folder.path, "record.ndjson");
    writeFileSync(path, "this is no record\n");
    const said = await slo(["judge", path]);
    expect(said.code).toBe(6);
    expect(said.stderr).toMatch(/line 1/);
  });
});
