import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { RecordLine } from "../../../../src/record/index.ts";
import { checkSignalHosts } from "../../../../src/run/signals/open-signals.ts";
import { type TargetWatch, type WatchParts, watchTarget } from "../../../../src/run/signals/watch-target.ts";
import type { Scenario } from "../../../../src/scenario/index.ts";
import { SloError } from "../../../../src/shared/index.ts";
import { closedUrl, serveHttp } from "../../../support/odd-servers.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = await serveHttp(answer);
  undo.push(server.stop);
  return server.url;
}
const page = (text: () => string) => serving((_, response) => response.end(text()));

async function watching(
  url: string,
  scenario: Pick<Scenario, "signals" | "build">,
  over: Partial<WatchParts> = {},
): Promise<TargetWatch> {
  const watch = await watchTarget({
    scenario,
    url,
    pid: null,
    insecure: false,
    headers: () => ({ "x-api-key": "secret-1" }),
    secrets: () => ["secret-1"],
    clock: { monotonicUs: () => performance.now() * 1_000, wallMs: () => 0 },
    givenBuild: null,
    embedded: false,
    sameMachine: true,
    ...over,
  });
  undo.push(watch.close);
  return watch;
}

async function refused(watch: Promise<unknown>): Promise<string> {
  const error = await watch.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SloError)) throw error ?? new Error("it was not refused");
  expect(error.code).toBe("preflight_refused");
  return [error.message, ...error.issues.map(({ where, message }) => `${where}: ${message}`)].join("\n");
}

/** A run of no time, in which `between` happens. */
async function run(watch: TargetWatch, between: () => void = () => {}) {
  const lines: RecordLine[] = [];
  watch.begin({ intervals: [], nowUs: () => 2e6, emit: (line) => lines.push(line) });
  between();
  await watch.end();
  return lines;
}

test("signals are read once before the load, each page once, and described", async () => {
  let asked = 0;
  const url = await serving((request, response) => {
    asked++;
    response.end(request.url === "/metrics" ? 'jobs{q="a"} 3\njobs{q="b"} 4\nmem_bytes 9\n' : "other 1\n");
  });
  const watch = await watching(url, {
    signals: {
      queue: { series: "jobs", over: "sum" },
      mem: "mem_bytes",
      done: { series: "other", path: "/other", rate: true },
    },
  });
  expect(asked).toBe(2);
  expect(watch.values).toEqual({ queue: 7, mem: 9 });
  expect(watch.signals).toEqual([
    { name: "queue", unit: "count", source: `sum of jobs from ${url}/metrics` },
    { name: "mem", unit: "bytes", source: `mem_bytes from ${url}/metrics` },
    { name: "done", unit: "per_s", source: `other per second from ${url}/other` },
  ]);
  expect(watch.line).toBe(`queue, mem from ${url}/metrics; done from ${url}/other`);
});

test("another port of the target's host, and another server, are asked", async () => {
  const target = await closedUrl();
  const exporter = await page(() => "up 1\n");
  const { port } = new URL(exporter);
  const watch = await watching(target, {
    signals: { a: { series: "up", port: Number(port) }, b: { series: "up", url: exporter, path: "/x?y=1" } },
  });
  expect(watch.values).toEqual({ a: 1, b: 1 });
  expect(watch.line).toBe(`a from ${exporter}/metrics; b from ${exporter}/x?y=1`);
});

test("the scenario's headers go only with the signals that ask for them", async () => {
  const keys: unknown[] = [];
  const url = await serving((request, response) => {
    keys.push(request.headers["x-api-key"]);
    response.end("up 1\n");
  });
  await watching(url, { signals: { a: "up" } });
  await watching(url, { signals: { a: { series: "up", headers: true } } });
  expect(keys).toEqual([undefined, "secret-1"]);
});

test("a signal that cannot be read refuses the run, with what was seen and secrets redacted", async () => {
  const url = await serving((request, response) => {
    if (request.url === "/gone") {
      response.statusCode = 404;
      response.end("no such page\nfor secret-1");
    } else if (request.url === "/moved") response.writeHead(302, { location: "/metrics" }).end();
    else response.end('jobs_waiting{q="a"} 1\njobs_waiting{q="b"} 1\nbroken x\n');
  });
  const closed = await closedUrl();
  const text = await refused(
    watching(url, {
      signals: {
        misspelt: "job_waiting",
        several: "jobs_waiting",
        broken: "broken",
        gone: { series: "up", path: "/gone" },
        moved: { series: "up", path: "/moved" },
        closed: { series: "up", url: closed },
      },
    }),
  );
  expect(text.replace(/ECONNREFUSED \S+/, "ECONNREFUSED")).toBe(
    `signals that the scenario names cannot be read; no load was sent
signals.misspelt: ${url}/metrics: there is no job_waiting among its 2 metrics (did you mean "jobs_waiting"?)
signals.several: ${url}/metrics: 2 label sets of jobs_waiting match: name more labels, or say over: "sum" or "max"
signals.broken: ${url}/metrics: a line of broken cannot be read
signals.gone: ${url}/gone: it answered 404: no such page for [redacted]
signals.moved: ${url}/moved: it answered 302, with an empty body
signals.closed: ${closed}/metrics: connect ECONNREFUSED`,
  );
});

test("an optional signal is left out with a notice where its page is not there, and waited for where it is", async () => {
  let there = false;
  const url = await serving((request, response) => {
    if (request.url !== "/metrics") response.statusCode = 503;
    response.end(there ? "up 5\nlater 6\n" : "up 5\n");
  });
  const watch = await watching(url, {
    signals: {
      later: { series: "later", optional: true },
      never: { series: "up", path: "/none", optional: true },
    },
  });
  expect(watch.notices).toEqual([
    `target.later (optional) cannot be read from ${url}/metrics: there is no later among its 1 metrics`,
    `target.never (optional) cannot be read from ${url}/none: it answered 503: up 5`,
  ]);
  there = true;
  const startMs = performance.now();
  const line = await new Promise<RecordLine>((emit) => {
    const nowUs = () => (performance.now() - startMs) * 1_000;
    watch.begin({ intervals: [{ index: 0, phase: 0, startUs: 0, endUs: 1e6 }], nowUs, emit });
  });
  expect(line).toEqual({ kind: "target", interval: 0, signals: { later: 6 } });
});

test("a page that is too large, or never ends, is unmeasured", async () => {
  const url = await serving((_, response) => {
    response.on("error", () => {});
    const more = (): void => {
      while (!response.destroyed && response.write("# filler\n".repeat(8_192)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  expect(await refused(watching(url, { signals: { a: "up" } }))).toMatch(
    /signals\.a: .*: its answer is larger than 16777216 bytes$/,
  );
});

test.each<[string, NonNullable<Scenario["build"]>, string]>([
  ["a field", { path: "/health", field: "version" }, "1.2.3"],
  ["a field within a field", { path: "/health", field: "git.commit" }, "abc"],
  ["a number", { path: "/health", field: "build" }, "42"],
  ["a header", { path: "/health", header: "X-Build" }, "image:7"],
])("the build is read from %s", async (_, build, id) => {
  const url = await serving((__, response) => {
    response.setHeader("x-build", "image:7");
    response.end(JSON.stringify({ version: " 1.2.3 ", git: { commit: "abc" }, build: 42 }));
  });
  const watch = await watching(url, { build });
  expect(watch.build).toBe(id);
  expect(await run(watch)).toEqual([]);
});

test.each<[string, NonNullable<Scenario["build"]>, RegExp]>([
  ["lacks the field", { path: "/health", field: "versoin" }, /has no text or number versoin/],
  ["holds an object there", { path: "/health", field: "git" }, /has no text or number git/],
  ["lacks the header", { path: "/health", header: "x-build" }, /has no header x-build/],
  ["is not JSON", { path: "/text", field: "version" }, /is not JSON/],
  ["is an error", { path: "/error", field: "version" }, /answered 500/],
])("a build whose answer %s refuses the run, or is a notice where it is optional", async (_, build, why) => {
  const url = await serving(({ url: path }, response) => {
    response.statusCode = path === "/error" ? 500 : 200;
    response.end(path === "/text" ? "version 1" : '{"version":"1","git":{}}');
  });
  expect(await refused(watching(url, { build }))).toMatch(why);
  const watch = await watching(url, { build: { ...build, optional: true } });
  expect(watch.build).toBeNull();
  expect(watch.notices[0]).toMatch(why);
  expect(await run(watch)).toEqual([]);
});

test("another build after the load is a change of the target; one that cannot be read any more is a notice", async () => {
  let version = "1";
  const url = await serving((_, response) => {
    if (version === "") response.statusCode = 500;
    response.end(JSON.stringify({ version }));
  });
  const build = { path: "/health", field: "version" };
  const changed = await run(await watching(url, { build }), () => {
    version = "2";
  });
  expect(changed).toEqual([
    {
      kind: "notice",
      at_us: 2e6,
      notice: {
        kind: "changed",
        what: "target",
        detail: "its build was 1 before the load and 2 after it",
      },
    },
  ]);
  const lost = await run(await watching(url, { build }), () => {
    version = "";
  });
  expect(lost).toMatchObject([
    { notice: { kind: "text", text: expect.stringMatching(/could not be read again/) } },
  ]);
});

test("--target-build that the target contradicts is told of; the embedded service is not asked", async () => {
  const url = await page(() => '{"version":"1"}');
  const build = { path: "/health", field: "version" };
  expect((await watching(url, { build }, { givenBuild: "2" })).notices).toEqual([
    "the target calls its build 1; --target-build says 2",
  ]);
  expect((await watching(url, { build }, { givenBuild: "1" })).notices).toEqual([]);
  expect((await watching("http://127.0.0.1:9", { build }, { embedded: true })).build).toBeNull();
});

test("a server that is not this machine needs permission before anything is asked of it", () => {
  const signals = { a: "up", b: { series: "up", url: "http://metrics.example:9100" } };
  expect(() => checkSignalHosts({ signals }, [])).toThrow(
    /metrics\.example.*nobody said it may be asked for signals/,
  );
  expect(() => checkSignalHosts({ signals }, ["metrics.example"])).not.toThrow();
  expect(() =>
    checkSignalHosts({ signals: { a: "up", b: { series: "up", url: "http://[::1]:1" } } }, []),
  ).not.toThrow();
});

test("a process that is not there refuses the run", async () => {
  if (process.platform !== "linux") return;
  // Beyond the kernel's largest number of a process (PID_MAX_LIMIT, 2^22).
  expect(await refused(watching("http://127.0.0.1:9", {}, { pid: 2 ** 22 + 1 }))).toMatch(
    /there is no process 4194305/,
  );
});

test.runIf(process.platform === "linux")(
  "what the process tells takes the place of a series of the same name",
  async () => {
    const url = await page(() => "process_resident_memory_bytes 1\nup 1\n");
    const signals = { rss: "process_resident_memory_bytes", up: "up" };
    const watch = await watching(url, { signals }, { pid: process.pid });
    expect(watch.signals.map(({ name }) => name)).toEqual(["rss", "cpu", "fds", "threads", "up"]);
    expect(watch.values.rss).toBeGreaterThan(1e6);
    expect((await watching(url, { signals })).values.rss).toBe(1);
  },
);

test.runIf(process.platform === "linux")(
  "a process beside a target on another machine is doubted",
  async () => {
    const over = { pid: process.pid, sameMachine: false };
    expect((await watching("http://192.0.2.1:80", {}, over)).notices).toEqual([
      `process ${process.pid} is one of this machine, and http://192.0.2.1:80 answers at another's address: is it the target's?`,
    ]);
  },
);
