import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, test } from "vitest";
import { ENGINES } from "../../src/engine/index.ts";
import { lackingFor } from "../support/engine-needs.ts";
import { onlyRun, ROOT, readSummary, type Said, slo, startSlo, temporaryFolder } from "../support/slo.ts";

const SCENARIO = join(ROOT, "test/system/fixtures/scenarios/oracle.ts");
const folder = temporaryFolder();
const thresholds = join(folder.path, "thresholds.yaml");
writeFileSync(
  thresholds,
  "version: 1\nprofiles:\n  oracle:\n    - ask.p95 <= 300ms\n    - ask.service.p95 <= 300ms\n",
);
afterAll(folder.remove);

const SHAPE = ["--profile", SCENARIO, "--thresholds", thresholds, "--warm-up", "1s", "--quiet"];

interface Figures {
  readonly state: string;
  readonly figures: readonly [number, number];
  readonly difference: number;
}
interface Told {
  readonly state: string;
  readonly exit_code: number;
  readonly reasons: readonly string[];
  readonly engines: readonly { readonly label: string }[];
  readonly digests: Readonly<Record<string, string>>;
  readonly runs: readonly {
    engine: string;
    round: number;
    folder: string;
    verdict: string;
    record: string;
  }[];
  readonly levels: readonly {
    readonly operations: Readonly<
      Record<
        string,
        {
          readonly outcomes: readonly { readonly planned: number }[];
          readonly error_rate: Figures;
          readonly response_time?: Readonly<Record<string, Figures>>;
          readonly service_time: Readonly<Record<string, Figures>>;
        }
      >
    >;
  }[];
}

/** A crosscheck against a service of its own, and the numbers of the load's requests that it was asked. */
async function against(
  delays: string,
  args: readonly string[],
): Promise<{ readonly said: Said; readonly asked: number[] }> {
  const server = spawn(process.execPath, [
    join(ROOT, "test/support/counting-server.mjs"),
    "127.0.0.1",
    delays,
  ]);
  try {
    const [port] = (await once(createInterface(server.stdout), "line")) as [string];
    const url = `http://127.0.0.1:${port}`;
    const said = await slo(["crosscheck", ...SHAPE, ...args, "--target", url, "--target-build", "b1"]);
    const all = (await (await fetch(`${url}/asked`)).json()) as number[];
    // Preflight requests carry numbers from 1e9 on.
    return { said, asked: all.filter((n) => n < 1e9) };
  } finally {
    server.stdin.end();
    await once(server, "close");
  }
}

/** The other engines of open workloads, with what they lack here. */
const OTHERS = await Promise.all(
  ENGINES.filter(({ name, abilities }) => name !== "native" && abilities.workloads.includes("open")).map(
    async (engine) => [engine.name, await lackingFor(engine)] as const,
  ),
);

describe.concurrent("slo crosscheck", () => {
  test("of an engine against itself makes interleaved ordinary runs, compared in one table, page and JSON", async () => {
    const out = join(folder.path, "same");
    const args = [
      "--engines",
      "native,native",
      "--rounds",
      "2",
      "--duration",
      "3s",
      "--fault",
      "delay=20ms@/oracle",
    ];
    const said = await slo(["crosscheck", ...SHAPE, ...args, "--out", out, "--json"]);
    const dir = onlyRun(out);
    const told = JSON.parse(said.stdout) as Told;
    expect(said.stdout).toBe(readFileSync(join(dir, "crosscheck.json"), "utf8"));
    expect(told.runs.map(({ engine, round }) => `${engine} ${round}`)).toEqual([
      "native#1 1",
      "native#2 1",
      "native#1 2",
      "native#2 2",
    ]);
    for (const run of told.runs) {
      const summary = readSummary(join(dir, run.folder));
      expect(summary.digests.record).toBe(run.record);
      expect(summary.digests.plan).toBe(told.digests.plan);
      expect(existsSync(join(dir, run.folder, "report.html"))).toBe(true);
    }
    expect(
      readdirSync(dir)
        .filter((name) => !name.startsWith("20"))
        .sort(),
    ).toEqual(["crosscheck.html", "crosscheck.json"]);
    const ask = told.levels[0]?.operations.ask;
    // 100/s for 3 s in 2 rounds
    expect(ask?.outcomes.map(({ planned }) => planned)).toEqual([600, 600]);
    expect(ask?.service_time.p50?.figures.every((ms) => ms >= 20)).toBe(true);
    // Both are the same engine, so nothing that this machine adds may make them disagree on errors.
    expect(ask?.error_rate.state).toBe("agree");
    expect(said.code).toBe(told.exit_code);
    expect({ agree: 0, disagree: 1, undecided: 3, unsound: 3 }[told.state]).toBe(said.code);
  });

  test("exits 1 where engines measure different service times, naming the percentile and by how much", async () => {
    // The service answers at once in the first run of each round and after 60 ms in the second.
    const out = join(folder.path, "other");
    const args = [
      "--engines",
      "native,native",
      "--rounds",
      "2",
      "--duration",
      "3s",
      "--tolerance",
      "10ms,5%",
    ];
    const { said, asked } = await against("0,60", [...args, "--out", out]);
    const told = JSON.parse(readFileSync(join(onlyRun(out), "crosscheck.json"), "utf8")) as Told;
    const p50 = told.levels[0]?.operations.ask?.service_time.p50;
    const sound = told.runs.every(({ verdict }) => verdict !== "invalid");
    // A machine this busy may make a run unsound: then nothing is decided, but the figures stand.
    expect(told.state, told.reasons.join("\n")).toBe(sound ? "disagree" : "unsound");
    expect(said.code).toBe(sound ? 1 : 3);
    expect(p50?.state).toBe("disagree");
    expect(p50?.difference).toBeGreaterThan(50);
    expect(told.reasons.join("\n")).toMatch(
      /ask, service time at 1x: p50 is [\d.]+ ms by native#1 and [\d.]+ ms by native#2, a difference of [\d.]+ ms/,
    );
    // 1 s of warm-up and 3 s at 100/s, in four runs
    const fourTimes = Array.from({ length: 400 }, (_, seq) => [seq, seq, seq, seq]).flat();
    expect(asked.sort((a, b) => a - b)).toEqual(fourTimes);
    expect(said.stdout).toMatch(/^(DISAGREE|UNSOUND) {2}oracle: native#1 against native#2, 2 rounds/);
  });

  test.for(OTHERS)("of native and %s sends the same arrivals by both", async ([engine, why], { skip }) => {
    if (why !== null && process.env.CI === "true") throw new Error(why);
    if (why !== null) skip(why);
    const out = join(folder.path, `same-${engine}`);
    const args = ["--engines", `native,${engine}`, "--rounds", "1", "--duration", "2s"];
    const { said, asked } = await against("0", [...args, "--out", out]);
    const told = JSON.parse(readFileSync(join(onlyRun(out), "crosscheck.json"), "utf8")) as Told;
    expect(said.code, said.stderr).toBe(told.exit_code);
    // 1 s of warm-up and 2 s at 100/s, once by each engine
    const twice = Array.from({ length: 300 }, (_, seq) => [seq, seq]).flat();
    expect(asked.sort((a, b) => a - b)).toEqual(twice);
    expect(told.levels[0]?.operations.ask?.outcomes.map(({ planned }) => planned)).toEqual([200, 200]);
  });

  test("of a closed workload compares service time, and says so", async () => {
    const out = join(folder.path, "closed");
    const args = ["--engines", "native,autocannon", "--workload", "closed", "--users", "2", "--rounds", "1"];
    const said = await slo([
      "crosscheck",
      ...SHAPE,
      ...args,
      "--duration",
      "3s",
      "--fault",
      "delay=20ms@/oracle",
      "--out",
      out,
    ]);
    const told = JSON.parse(readFileSync(join(onlyRun(out), "crosscheck.json"), "utf8")) as Told;
    const ask = told.levels[0]?.operations.ask;
    expect(told.engines.map(({ label }) => label)).toEqual(["native", "autocannon"]);
    expect(ask?.response_time).toBe(undefined);
    // 2 users who each wait 20 ms or more: at most 300 requests in 3 s, and p50 no less than the delay
    for (const { planned } of ask?.outcomes ?? []) expect(planned).toBeLessThanOrEqual(300);
    expect(ask?.service_time.p50?.figures.every((ms) => ms >= 20)).toBe(true);
    expect(said.stdout).toContain("compared on service time");
    expect(said.stdout).toContain("one round: how far whole runs differ from each other is not known");
    expect(said.code).toBe(told.exit_code);
  });

  test("that is interrupted keeps its runs and compares nothing", async () => {
    const out = join(folder.path, "cut");
    const args = ["--engines", "native,native", "--rounds", "2", "--duration", "20s"];
    const running = startSlo([
      "crosscheck",
      ...SHAPE.filter((arg) => arg !== "--quiet"),
      ...args,
      "--out",
      out,
    ]);
    await running.saying(/driving/);
    running.kill("SIGINT");
    const said = await running.ended;
    expect(said.code).toBe(130);
    expect(said.stderr).toMatch(/interrupted after 1 of 4 runs: nothing is compared/);
    const dir = onlyRun(out);
    expect(readdirSync(dir)).toHaveLength(1);
    expect(readSummary(onlyRun(dir)).verdict).toBe("incomplete");
  });

  test("refuses an engine that cannot run the plan before the first run", async () => {
    const out = join(folder.path, "refused");
    const said = await slo(["crosscheck", ...SHAPE, "--engines", "native,autocannon", "--out", out]);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/autocannon cannot run an open workload/);
    expect(existsSync(out)).toBe(false);
    const unknown = await slo(["crosscheck", ...SHAPE, "--engines", "native,k5", "--out", out]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/did you mean "k6"/);
  });
});
