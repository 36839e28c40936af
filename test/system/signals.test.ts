import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { readRecord } from "../../src/record/index.ts";
import { startEmbeddedTarget } from "../../src/target/index.ts";
import { serveHttp } from "../support/odd-servers.ts";
import {
  onlyRun,
  ROOT,
  readSummary,
  recordedUpTo,
  type Said,
  slo,
  startSlo,
  temporaryFolder,
} from "../support/slo.ts";

// The target's own figures beside the load: sampled each interval, unmeasured where they cannot be read, never zero.
const folder = temporaryFolder();
afterAll(folder.remove);
const linux = process.platform === "linux";

type Reply = (response: ServerResponse) => void;
const says =
  (text: string, status = 200): Reply =>
  (response) => {
    response.statusCode = status;
    response.end(text);
  };

interface Service {
  readonly url: string;
  /** Requests of the load, and readings of /metrics. */
  readonly asked: { load: number; metrics: number };
}

/** A service whose /metrics page is a function of how often it was read (from 1), and which calls itself `version()`. */
async function serving(metrics: (reading: number) => Reply, version = () => "1.0.0"): Promise<Service> {
  const asked = { load: 0, metrics: 0 };
  const server = await serveHttp((request: IncomingMessage, response) => {
    request.resume();
    if (request.url === "/metrics") metrics(++asked.metrics)(response);
    else if (request.url === "/version") says(JSON.stringify({ version: version() }))(response);
    else {
      asked.load++;
      says("{}")(response);
    }
  });
  onTestFinished(() => server.stop());
  return { url: server.url, asked };
}

/** A project of one scenario that asks 20 times a second, with these fields besides. */
function project(name: string, fields: string): string {
  const cwd = join(folder.path, name);
  mkdirSync(join(cwd, "scenarios"), { recursive: true });
  writeFileSync(
    join(cwd, "scenarios/ask.ts"),
    `import { defineScenario } from "slo-harness";
export default defineScenario({
  name: "ask", expected: { rate: 20, source: "test" }, arrivals: "uniform", timeout: "5s",
  operations: { ask: { request: () => ({ path: "/" }) } },
  ${fields}
});
`,
  );
  writeFileSync(
    join(cwd, "thresholds.yaml"),
    "version: 1\nprofiles:\n  ask:\n    - ask.p50 <= 2s\n    - ask.error_rate <= 50%\n",
  );
  return cwd;
}

const run = (cwd: string, seconds: number, ...more: readonly string[]): Promise<Said> =>
  slo(["run", "--duration", `${seconds}s`, "--warm-up", "1s", ...more], { cwd });

const recordOf = (cwd: string) =>
  readRecord(readFileSync(join(onlyRun(join(cwd, "reports")), "record.ndjson")));
const summaryOf = (cwd: string) => readSummary(onlyRun(join(cwd, "reports")));

describe.concurrent("signals", () => {
  test("of the embedded service are announced, and written once for each interval", async () => {
    const out = join(folder.path, "embedded");
    const said = await slo(["run", "-p", "mixed", "--duration", "5s", "--warm-up", "2s", "--out", out]);
    const names = linux ? ["rss", "cpu", "fds", "threads", "outbox_pending"] : ["outbox_pending", "rss"];
    expect(said.stderr).toMatch(
      linux
        ? /signals, one value an interval: rss, cpu, fds, threads of process \d+; outbox_pending from http:\S+\/metrics/
        : /signals, one value an interval: outbox_pending, rss from http:\S+\/metrics/,
    );
    const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
    expect(record.header.signals?.map(({ name }) => name)).toEqual(names);
    // 2 s of warm-up and 5 s at 1x, in intervals of a second. A busy machine may miss one.
    const lines =
      readFileSync(join(onlyRun(out), "record.ndjson"), "utf8").match(/^\{"kind":"target"/gm) ?? [];
    expect(lines.length).toBe(record.target.size);
    expect(record.target.size).toBeGreaterThanOrEqual(6);
    expect(record.target.size).toBeLessThanOrEqual(7);
    const [level] = readSummary(onlyRun(out)).levels;
    expect(Object.keys(level?.signals ?? {})).toEqual(names);
    const { rss, cpu } = level?.signals ?? {};
    // A Node process with SQLite in it: more than 30 MB, less than 1 GB. A share of the cores is below 1.
    expect(rss?.min).toBeGreaterThan(30e6);
    expect(rss?.max).toBeLessThan(1e9);
    if (linux) expect(cpu?.max).toBeLessThanOrEqual(1.05);
    expect(said.stdout).toMatch(/target\.outbox_pending\s+\d/);
  });

  test("that fail in every way there is are unmeasured, and the load does not notice", async () => {
    const cwd = project("hostile", `signals: { jobs: "jobs" },`);
    const huge = "x".repeat(20 * 2 ** 20);
    const moods: Readonly<Record<number, Reply>> = {
      3: says("jobs 13", 500),
      4: says(huge),
      5: says("jobs NaN\n"),
      6: says("\u0000\u0001 this is no exposition\njobs{ 1\n"),
      7: (response) => void response.socket?.destroy(),
    };
    // Read before the load, at its beginning (2), and at the end of each second from then on (3, 4, ...).
    const service = await serving((reading) => moods[reading] ?? says(`jobs ${reading}\n`));
    const said = await run(cwd, 8, "--target", service.url);
    expect([said.code, said.stderr.match(/bug in slo/)]).not.toContain(70);
    const record = recordOf(cwd);
    const values = [...record.target.values()].map(({ jobs }) => jobs ?? 0);
    // Every value that there is was said, by a page that was sound; none is a zero.
    expect(values.length).toBeGreaterThanOrEqual(2);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(8);
      expect(value).toBeLessThanOrEqual(service.asked.metrics);
    }
    const [level] = summaryOf(cwd).levels;
    expect(level?.signals.jobs).toMatchObject({ unit: "count", intervals: 8 });
    expect(Number(level?.signals.jobs?.samples)).toBeLessThan(8);
    expect(summaryOf(cwd).notices.join("\n")).toMatch(/target\.jobs: unmeasured in [5-8] of \d+ readings/);
    // Every arrival of the plan ended, and readings are not among them: 1 s and 8 s at 20/s, 1 in the preflight.
    expect(level?.operations.ask).toMatchObject({ planned: 160, good: 160 });
    expect(service.asked.load).toBe(181);
  });

  test("whose page hangs are unmeasured, and asked for one at a time", async () => {
    const cwd = project("hanging", `signals: { jobs: "jobs" },`);
    let open = 0;
    let most = 0;
    const service = await serving((reading) => (response) => {
      if (reading <= 2) return says("jobs 1\n")(response);
      most = Math.max(most, ++open);
      response.on("close", () => open--);
    });
    const said = await run(cwd, 4, "--target", service.url);
    expect(said.code).not.toBe(70);
    expect(recordOf(cwd).target.size).toBe(0);
    expect(most).toBe(1);
    expect(summaryOf(cwd).notices.join("\n")).toMatch(/target\.jobs: unmeasured in \d of \d readings/);
    expect(summaryOf(cwd).levels[0]?.signals.jobs).toMatchObject({ samples: 0, first: "none", max: "none" });
    expect(said.stdout).toMatch(/target\.jobs\s+none\s+none\s+none\s+none\s+0 of 4/);
  });

  test("that are not there refuse the run before the load, unless they are optional", async () => {
    const service = await serving(() => says("jobs_waiting 3\n"));
    const declared = project("missing", `signals: { jobs: "job_waiting" },`);
    const refused = await run(declared, 2, "--target", service.url);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(
      /signals\.jobs: http:\S+: there is no job_waiting among its 1 metrics \(did you mean "jobs_waiting"\?\)/,
    );
    expect(service.asked.load).toBe(1);

    const optional = project("optional", `signals: { jobs: { series: "job_waiting", optional: true } },`);
    const ran = await run(optional, 2, "--target", service.url);
    expect(ran.code).toBeLessThan(5);
    expect(summaryOf(optional).notices.join("\n")).toMatch(/target\.jobs \(optional\) cannot be read/);
  });

  test("of a host that nobody permitted are refused before anything is sent", async () => {
    const service = await serving(() => says(""));
    const cwd = project("stranger", `signals: { jobs: { series: "jobs", url: "http://metrics.example" } },`);
    const said = await run(cwd, 2, "--target", service.url);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/metrics\.example is not this machine.*asked for signals/);
    expect(service.asked).toEqual({ load: 0, metrics: 0 });
  });

  test("of a process are those of --target-pid, until it ends", { skip: !linux }, async () => {
    const out = join(folder.path, "pid");
    const target = await startEmbeddedTarget({ entry: join(ROOT, "dist/target.js") });
    onTestFinished(() => target.stop());
    const running = startSlo([
      ...["run", "-p", "write", "--target", target.url, "--target-pid", String(target.pid)],
      ...["--duration", "6s", "--warm-up", "1s", "--out", out],
    ]);
    await running.saying(/signals, one value an interval: rss, cpu, fds, threads of process \d+/);
    await recordedUpTo(out, 3);
    process.kill(target.pid, "SIGKILL");
    await running.ended;
    const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
    // Of the seven intervals those before its end, three or more.
    expect(record.target.size).toBeGreaterThanOrEqual(2);
    expect(record.target.size).toBeLessThanOrEqual(6);
    expect(readSummary(onlyRun(out)).notices.join("\n")).toMatch(
      new RegExp(`process ${target.pid} has ended: its signals are unmeasured from then on`),
    );
  });

  test("need a --target for --target-pid, and a process that is there", async () => {
    const alone = await slo(["run", "-p", "write", "--target-pid", String(process.pid)]);
    expect([alone.code, alone.stderr]).toEqual([
      2,
      expect.stringMatching(/--target-pid names the process of --target/),
    ]);
    const text = await slo(["run", "-p", "write", "--target-pid", "self"]);
    expect([text.code, text.stderr]).toEqual([
      2,
      expect.stringMatching(/--target-pid "self" is not a whole number/),
    ]);
    if (!linux) return;
    const service = await serving(() => says(""));
    const cwd = project("nobody", "");
    const nobody = await run(cwd, 2, "--target", service.url, "--target-pid", "4194304");
    expect([nobody.code, nobody.stderr]).toEqual([5, expect.stringMatching(/there is no process 4194304/)]);
  });

  test("are shown by plan and by try", async () => {
    const plan = await slo(["plan", "-p", "mixed"]);
    expect(plan.stdout).toMatch(
      /target\.outbox_pending\s+outbox_pending from \/metrics of the target \(optional\)/,
    );
    const tried = await slo(["try", "-p", "mixed"]);
    expect(tried.stdout).toMatch(/target\.outbox_pending: \d+ \(outbox_pending from http:/);
    expect(tried.stdout).toMatch(/target\.rss: [\d.]+ MB/);
  });
});

describe.concurrent("the target's build", () => {
  const BUILD = `build: { path: "/version", field: "version" },`;

  test("is read before the load and again after it", async () => {
    const service = await serving(() => says(""));
    const cwd = project("same-build", BUILD);
    const said = await run(cwd, 2, "--target", service.url);
    expect(said.code).toBeLessThan(5);
    expect(summaryOf(cwd).target.build).toBe("1.0.0");
    expect(summaryOf(cwd).validity.find(({ check }) => check === "changed_during_run")?.holds).toBe(true);
  });

  test("makes the run invalid when it changes during it", async () => {
    let asked = 0;
    const service = await serving(
      () => says(""),
      () => (++asked === 1 ? "1.0.0" : "1.0.1"),
    );
    const cwd = project("other-build", BUILD);
    const said = await run(cwd, 2, "--target", service.url);
    expect(said.code).toBe(4);
    expect(summaryOf(cwd).verdict).toBe("invalid");
    expect(summaryOf(cwd).reasons.join("\n")).toMatch(
      /build was 1\.0\.0 before the load and 1\.0\.1 after it/,
    );
  });
});

test("the scripted leak shows in the resident memory at its rate", { skip: !linux }, async () => {
  const out = join(folder.path, "leak");
  await slo([
    ...["run", "-p", "recall", "--fault", "leak=10MB/s", "--duration", "20s", "--warm-up", "5s"],
    ...["--out", out, "--quiet"],
  ]);
  const record = readRecord(readFileSync(join(onlyRun(out), "record.ndjson")));
  // Intervals of a second from the 6th on are steady. The median of the slopes between all pairs of points (Theil-Sen).
  const points = [...record.target].flatMap(([interval, { rss }]) =>
    interval >= 5 && rss !== undefined ? [[interval, rss] as const] : [],
  );
  expect(points.length).toBeGreaterThan(15);
  const slopes = points
    .flatMap(([s, a], i) => points.slice(i + 1).map(([t, b]) => (b - a) / (t - s)))
    .sort((a, b) => a - b);
  const perSec = slopes[slopes.length >> 1] ?? 0;
  // 10 MB/s within 10 %: what the heap does besides is a few hundred kB a second at this load.
  expect(perSec).toBeGreaterThan(9e6);
  expect(perSec).toBeLessThan(11e6);
});
