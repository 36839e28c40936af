import type { IncomingMessage } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ENGINES as NAMED, type StopReason } from "../../src/engine/index.ts";
import { outcomesOf } from "../../src/measure/index.ts";
import { intervalsOf } from "../../src/plan/index.ts";
import { buildEngines } from "../support/built-engines.ts";
import { type EngineRunOptions, type EngineRunResult, runEngine } from "../support/engine-run.ts";
import {
  bodyOf,
  closedUrl,
  fine,
  type OddServer,
  serveHttp,
  serveHttps,
  serveTcp,
} from "../support/odd-servers.ts";

/** The intervals for which a worker told how it fared, in order. */
function reportedOn({ generator }: EngineRunResult, worker: number): readonly number[] {
  const figures = ["loop_utilisation", "longest_pause_us", "max_in_flight"] as const;
  return generator
    .filter((line) => line.worker === worker && figures.every((figure) => line[figure] !== undefined))
    .map(({ interval }) => interval);
}

/** Arrivals that the workers say were not released by their own fault. */
function ownUnreleased({ generator }: EngineRunResult): number {
  return generator.reduce((sum, { own_unreleased = 0 }) => sum + own_unreleased, 0);
}

const GET = `operations: { get: { request: () => ({ path: "/thing" }) } }`;

describe.each(NAMED.map(({ name, abilities }) => ({ name, abilities })))(
  "the $name engine",
  ({ name, abilities }) => {
    let built: Awaited<ReturnType<typeof buildEngines>>;
    const servers: OddServer[] = [];

    beforeAll(async () => {
      built = await buildEngines();
    });
    afterAll(() => built.remove());
    afterEach(async () => {
      await Promise.all(servers.splice(0).map((server) => server.stop()));
    });

    const drive = (options: EngineRunOptions) => {
      const engine = built.engines.find((candidate) => candidate.name === name);
      if (engine === undefined) throw new Error(`${name} was not built`);
      return runEngine(engine, options);
    };
    const served = async (server: Promise<OddServer>): Promise<OddServer> => {
      servers.push(await server);
      return await server;
    };
    const open = abilities.workloads.includes("open");

    test.runIf(open)("sends every arrival of the plan once and closes the ledger", async () => {
      const seen: string[] = [];
      const { url } = await served(
        serveHttp((request, response) => {
          seen.push(request.url ?? "");
          fine(request, response);
        }),
      );
      const result = await drive({
        url,
        seconds: 2,
        scenario: `operations: { get: { request: ({ seq }) => ({ path: "/" + seq }) } }`,
      });
      // 50/s for 2 s.
      const all = {
        planned: 100,
        released: 100,
        good: 100,
        bad: 0,
        failed: 0,
        timeout: 0,
        shed: 0,
        unfinished: 0,
      };
      expect(result.ended).toEqual({ kind: "complete" });
      expect(result.counts("get")).toMatchObject(all);
      expect(new Set(seen)).toEqual(new Set(Array.from({ length: 100 }, (_, seq) => `/${seq}`)));
      expect(seen).toHaveLength(100);
    });

    test.runIf(open)("reports once on every interval of the plan, from each worker", async () => {
      const { url } = await served(serveHttp(fine));
      // The last of its three intervals is half a second long.
      const result = await drive({ url, seconds: 2.5, scenario: GET, run: { workers: 2 } });
      expect(intervalsOf(result.plan)).toHaveLength(3);
      for (const worker of [0, 1]) expect(reportedOn(result, worker)).toEqual([0, 1, 2]);
      // A loop that never waits has a utilisation of 1 throughout; a busy machine takes its time in some seconds, not in all.
      expect(Math.min(...result.generator.map((line) => line.loop_utilisation ?? 1))).toBeLessThan(0.9);
      const first = result.generator.find((line) => line.worker === 0);
      expect(first?.cpu_cores).toBeGreaterThan(0);
      expect(first?.rss_bytes).toBeGreaterThan(10_000_000);
    });

    test.runIf(open && abilities.responseTime)(
      "measures from the intended start to the last byte",
      async () => {
        const { url } = await served(
          serveHttp((request, response) => {
            request.resume();
            response.write("a");
            setTimeout(() => response.end("b"), 40);
          }),
        );
        const result = await drive({ url, scenario: GET });
        const response = result.values("get", "response_time");
        const service = result.values("get", "service_time");
        const lag = result.values("get", "start_lag");
        expect([response.length, service.length, lag.length]).toEqual([50, 50, 50]);
        // The last byte comes 40 ms after the first; a server's timer may fire 1 ms early.
        expect(service[0]).toBeGreaterThan(39_000);
        // In any order of samples, the sorted response times lie above the sorted service times: 0.1 % is the histogram's.
        for (const [rank, us] of response.entries())
          expect(us * 1.002).toBeGreaterThan(service[rank] ?? Infinity);
        expect(lag[0]).toBeGreaterThanOrEqual(1);
      },
    );

    test.runIf(open)(
      "calls an arrival a timeout when its timeout runs out, and gives up its connection",
      async () => {
        const { url } = await served(serveHttp((request) => void request.resume()));
        const result = await drive({ url, timeout: "1s", scenario: GET });
        expect(result.ended).toEqual({ kind: "complete" });
        expect(result.counts("get")).toMatchObject({
          planned: 50,
          released: 50,
          timeout: 50,
          good: 0,
          completed: 0,
        });
        // 1 s of arrivals, 1 s until the last one's timeout, and time to begin and end on a busy machine.
        expect(result.elapsedMs).toBeLessThan(10_000);
      },
    );

    test.runIf(open)("lets an operation's own timeout count", async () => {
      const { url } = await served(
        serveHttp((request, response) => {
          request.resume();
          setTimeout(() => response.end("{}"), 400);
        }),
      );
      const result = await drive({
        url,
        ratePerSec: 20,
        scenario: `operations: {
        patient: { request: () => ({ path: "/" }) },
        hasty: { timeout: "150ms", request: () => ({ path: "/" }) },
      }`,
      });
      const [patient, hasty] = [result.counts("patient"), result.counts("hasty")];
      expect(patient.good).toBe(patient.planned);
      expect(hasty.timeout).toBe(hasty.planned);
      expect(patient.planned + hasty.planned).toBe(20);
      expect(Math.min(patient.planned, hasty.planned)).toBeGreaterThan(0);
    });

    const failures: readonly { title: string; code: string; url: () => Promise<string> }[] = [
      { title: "refused", code: "refused", url: closedUrl },
      {
        title: "reset, when the target closes without an answer",
        code: "reset",
        url: async () => (await served(serveTcp((socket) => socket.on("data", () => socket.destroy())))).url,
      },
      {
        title: "reset, when the answer is cut off",
        code: "reset",
        url: async () => {
          const half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
          return (await served(serveTcp((socket) => socket.on("data", () => socket.end(half))))).url;
        },
      },
      { title: "dns", code: "dns", url: async () => "http://nowhere.invalid" },
      {
        title: "protocol, when the answer is not HTTP",
        code: "protocol",
        url: async () =>
          (await served(serveTcp((socket) => socket.on("data", () => socket.end("SSH-2.0-x\r\n"))))).url,
      },
    ];
    test.runIf(open).each(failures)("counts failed: $title", async ({ code, url }) => {
      const result = await drive({ url: await url(), ratePerSec: 20, scenario: GET });
      expect(result.ended).toEqual({ kind: "complete" });
      expect(result.by("get", "failed")).toEqual({ [code]: 20 });
      // Nothing is retried: 20/s for 1 s.
      expect(result.counts("get")).toMatchObject({ planned: 20, released: 20, failed: 20, completed: 20 });
    });

    test.runIf(open && abilities.verifiesTls)("refuses a certificate that nobody trusts", async () => {
      const { url } = await served(serveHttps(fine));
      const result = await drive({ url, ratePerSec: 20, scenario: GET });
      expect(result.by("get", "failed")).toEqual({ tls: 20 });
    });

    test.runIf(open)("takes such a certificate when told to", async () => {
      const { url } = await served(serveHttps(fine));
      const result = await drive({
        url,
        ratePerSec: 20,
        scenario: GET,
        run: { target: { url, insecure: true } },
      });
      expect(result.counts("get").good).toBe(20);
    });

    test.runIf(open)("splits bad responses by reason and shows the first of each", async () => {
      const { url } = await served(
        serveHttp((request, response) => {
          request.resume();
          response.statusCode = request.url === "/busy" ? 503 : 200;
          response.end(request.url === "/busy" ? "try later" : '{"items":[]}');
        }),
      );
      const result = await drive({
        url,
        scenario: `operations: {
        busy: { request: () => ({ path: "/busy" }) },
        empty: { request: () => ({ path: "/empty" }), good: (res) => res.json().items.length > 0 },
        broken: { request: () => ({ path: "/empty" }), good: (res) => res.json().missing.length > 0 },
      }`,
      });
      for (const [operation, reason] of Object.entries({
        busy: "503",
        empty: "check",
        broken: "check_threw",
      })) {
        const { planned } = result.counts(operation);
        expect(planned).toBeGreaterThan(0);
        expect(result.by(operation, "bad")).toEqual({ [reason]: planned });
      }
      expect(result.notices).toHaveLength(3);
      expect(result.notices).toContainEqual({
        kind: "example",
        operation: "busy",
        what: "503",
        excerpt: "HTTP 503: try later",
      });
    });

    test.runIf(open)("does not follow a redirect", async () => {
      const { url } = await served(
        serveHttp((request, response) => {
          request.resume();
          response.writeHead(302, { location: "/elsewhere" }).end();
        }),
      );
      const result = await drive({ url, ratePerSec: 10, scenario: GET });
      expect(result.by("get", "bad")).toEqual({ "302": 10 });
    });

    test.runIf(open)("loses nothing when the target closes each connection", async () => {
      const server = await served(
        serveHttp((request, response) => {
          response.setHeader("connection", "close");
          fine(request, response);
        }),
      );
      const result = await drive({ url: server.url, scenario: GET });
      expect(result.counts("get")).toMatchObject({ planned: 50, good: 50 });
      expect(server.accepted()).toBeGreaterThanOrEqual(50);
    });

    test.runIf(open)("reuses a connection that the target keeps", async () => {
      const server = await served(serveHttp(fine));
      const result = await drive({ url: server.url, scenario: GET });
      expect(result.counts("get").good).toBe(50);
      // One each would be 50; a target that is kept from answering gets some more than the first.
      expect(server.accepted()).toBeLessThan(50);
    });

    test.runIf(open)("sheds what is due while the in-flight cap is reached", async () => {
      const { url } = await served(serveHttp((request) => void request.resume()));
      const result = await drive({ url, timeout: "3s", scenario: GET, run: { inFlightCap: 10 } });
      // Nothing is ever answered and the timeout is longer than the plan: the first 10 stay open, 40 are shed.
      expect(result.counts("get")).toMatchObject({ planned: 50, released: 10, timeout: 10, shed: 40 });
      expect(result.by("get", "shed")).toEqual({ in_flight_cap: 40 });
      expect(Math.max(...result.generator.map((line) => line.max_in_flight ?? 0))).toBe(10);
      // The plan's own cap is 1.2 x 50/s x 3 s = 180: that 10 were granted is this machine's fault.
      expect(ownUnreleased(result)).toBe(40);
    });

    test.runIf(open && abilities.arrivals.includes("poisson"))(
      "does not take what is shed at the plan's own cap for its own fault",
      async () => {
        const { url } = await served(serveHttp((request) => void request.resume()));
        // 1.2 x 20/s x 1 s: 24 open at most, where Poisson arrivals of 20/s x 1 s average 20.
        const result = await drive({
          url,
          ratePerSec: 20,
          seconds: 4,
          timeout: "1s",
          scenario: GET,
          plan: { arrivals: "poisson" },
          run: { workers: 2 },
        });
        expect(result.counts("get").shed).toBeGreaterThan(0);
        expect(ownUnreleased(result)).toBe(0);
      },
    );

    test.runIf(open)("counts what is in flight over all workers, be they more than the cap", async () => {
      const { url } = await served(serveHttp(fine));
      // Cap: 1.2 x 1.5/s x 1 s, rounded up to 2, for 4 workers; 2 s hold 3 arrivals.
      const result = await drive({
        url,
        ratePerSec: 1.5,
        seconds: 2,
        timeout: "1s",
        scenario: GET,
        run: { workers: 4 },
      });
      expect(result.counts("get")).toMatchObject({ planned: 3, good: 3, shed: 0 });
    });

    test.runIf(open)("sheds the rest of the plan when a stop rule ends it", async () => {
      const { url } = await served(serveHttp(fine));
      const stop = new AbortController();
      const reason: StopReason = { kind: "stopped", rule: "a test's" };
      const result = await drive({
        url,
        seconds: 30,
        scenario: GET,
        run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(reason), 500) },
      });
      const counts = result.counts("get");
      expect(result.ended).toEqual(reason);
      // 50/s for 30 s are all accounted for, long before their time.
      expect(counts.planned).toBe(1_500);
      expect(outcomesOf(counts)).toBe(1_500);
      expect(counts.good).toBeGreaterThan(0);
      expect(result.by("get", "shed")).toEqual({ stopped: 1_500 - counts.good });
      expect(result.elapsedMs).toBeLessThan(10_000);
      expect(reportedOn(result, 0)).toEqual(Array.from({ length: 30 }, (_, interval) => interval));
    });

    test.runIf(open)("leaves the rest of the plan unplanned when interrupted, and drains", async () => {
      const { url } = await served(
        serveHttp((request, response) => {
          request.resume();
          setTimeout(() => response.end("late"), 300);
        }),
      );
      const stop = new AbortController();
      const reason: StopReason = { kind: "interrupted", signal: "SIGINT" };
      const result = await drive({
        url,
        seconds: 30,
        scenario: GET,
        run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(reason), 700) },
      });
      const counts = result.counts("get");
      expect(result.ended).toEqual(reason);
      expect(counts.planned).toBeGreaterThan(0);
      expect(counts.planned).toBeLessThan(750);
      // What was in flight was waited for.
      expect(counts).toMatchObject({ good: counts.planned, shed: 0, unfinished: 0 });
      // Interrupted at 0.7 s, drained by 1 s or some time after: every interval that has begun, and no other.
      const reported = reportedOn(result, 0);
      expect(reported).toEqual(Array.from({ length: reported.length }, (_, interval) => interval));
      expect(reported.length).toBeGreaterThan(0);
      expect(reported.length).toBeLessThan(10);
      expect(result.elapsedMs).toBeLessThan(10_000);
    });

    test.runIf(open)("ends an interrupted run whose scenario never returns", async () => {
      const { url } = await served(serveHttp(fine));
      const stop = new AbortController();
      const reason: StopReason = { kind: "interrupted", signal: "SIGINT" };
      const result = await drive({
        url,
        seconds: 30,
        timeout: "200ms",
        scenario: `operations: { get: { request: ({ seq }) => { while (seq === 5); return { path: "/" }; } } }`,
        run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(reason), 500) },
      });
      expect(result.ended).toMatchObject({
        kind: "engine_failed",
        message: expect.stringContaining("did not drain"),
      });
      // 0.5 s, the timeout, 5 s of grace, 1 s for last words, and time to begin and end on a busy machine.
      expect(result.elapsedMs).toBeLessThan(20_000);
    });

    test.runIf(open)("sends nothing when it was aborted before it began", async () => {
      const server = await served(serveHttp(fine));
      const reason: StopReason = { kind: "interrupted", signal: "SIGTERM" };
      const result = await drive({
        url: server.url,
        scenario: GET,
        run: { signal: AbortSignal.abort(reason) },
      });
      expect(result.ended).toEqual(reason);
      expect(result.lines).toEqual([]);
      expect(server.accepted()).toBe(0);
    });

    test.runIf(open)("hands secrets to the scenario and keeps them out of the record", async () => {
      const keys: (string | undefined)[] = [];
      const { url } = await served(
        serveHttp((request, response) => {
          keys.push(request.headers["x-api-key"] as string | undefined);
          request.resume();
          response.statusCode = 401;
          response.end(`no such key: ${request.headers["x-api-key"]}`);
        }),
      );
      const result = await drive({
        url,
        ratePerSec: 10,
        scenario: `headers: ({ env }) => ({ "x-api-key": env("KEY"), "x-plain": env("PLAIN") }), ${GET}`,
        run: { env: { given: { PLAIN: "open" }, secrets: { KEY: "s3cr3t-value" } } },
      });
      expect(new Set(keys)).toEqual(new Set(["s3cr3t-value"]));
      expect(result.notices).toMatchObject([{ what: "401", excerpt: "HTTP 401: no such key: [redacted]" }]);
      expect(JSON.stringify(result.lines)).not.toContain("s3cr3t-value");
    });

    test.runIf(open)("keeps the secrets that were read out of the reason for its failure", async () => {
      const { url } = await served(serveHttp(fine));
      const result = await drive({
        url,
        scenario: `headers: ({ env }) => ({ "x-api-key": env("KEY") }), ${GET}`,
        run: { env: { given: {}, secrets: { KEY: "s3cr3t-value", SHELL: "broken" } } },
        onLine: () => {
          throw new Error("broken by s3cr3t-value");
        },
      });
      // A variable that was not read is no secret of the scenario's.
      expect(result.ended).toEqual({ kind: "engine_failed", message: "worker 0: broken by [redacted]" });
    });

    test.runIf(open)("gives the same requests for any number of workers", async () => {
      const drawn = async (workers: number): Promise<string[]> => {
        const seen: string[] = [];
        const { url } = await served(
          serveHttp((request: IncomingMessage, response) => {
            void bodyOf(request).then((body) => {
              seen.push(`${request.method} ${request.url} ${body}`);
              response.end("{}");
            });
          }),
        );
        const result = await drive({
          url,
          scenario: `operations: {
          read: { weight: 2, request: ({ random }) => ({ path: "/read?n=" + random.int(1e9) }) },
          write: { request: ({ random, seq, setup }) => ({ path: "/write", json: { id: random.uuid(), seq, setup } }) },
        }`,
          run: { workers, setup: { token: 5 } },
        });
        expect(result.counts("read").good + result.counts("write").good).toBe(50);
        return seen.sort();
      };
      expect(await drawn(2)).toEqual(await drawn(1));
    });

    test.runIf(open)("ends with the line of the scenario that threw", async () => {
      const { url } = await served(serveHttp(fine));
      const result = await drive({
        url,
        seconds: 20,
        scenario: `operations: {
        get: { request: ({ seq }) => { if (seq === 20) throw new Error("no more"); return { path: "/" }; } },
      }`,
      });
      expect(result.ended).toMatchObject({
        kind: "scenario_error",
        where: expect.stringMatching(/trial\.ts:7:\d+$/),
      });
      expect(result.ended).toHaveProperty("message", expect.stringContaining("no more"));
      const counts = result.counts("get");
      // Number 20 is due at 0.4 s; nothing behind it is planned, and what was open is accounted for.
      expect(counts.planned).toBe(21);
      expect(outcomesOf(counts)).toBe(21);
      expect(result.elapsedMs).toBeLessThan(10_000);
    });

    test.runIf(open && abilities.flows)("drives flows: steps beneath, think time inside", async () => {
      const paths: string[] = [];
      const { url } = await served(
        serveHttp((request, response) => {
          paths.push(request.url ?? "");
          request.resume();
          response.end(request.url === "/open" ? '{"id":"abc"}' : "{}");
        }),
      );
      const result = await drive({
        url,
        ratePerSec: 20,
        scenario: `operations: {
        visit: {
          timeout: "2s",
          *flow() {
            const opened = yield { path: "/open", step: "open" };
            yield pause("120ms");
            yield { path: "/close/" + opened.json().id };
          },
        },
      }`,
      });
      expect(result.operations).toEqual(["visit", "visit.open", "visit.step2"]);
      expect(result.counts("visit")).toMatchObject({ planned: 20, released: 20, good: 20 });
      expect(result.counts("visit.open")).toMatchObject({ planned: 20, released: 20, good: 20 });
      expect(paths.filter((path) => path === "/close/abc")).toHaveLength(20);
      // The flow's time holds the pause; its steps' do not, and have service time only.
      expect(result.values("visit", "response_time")[0]).toBeGreaterThan(119_000);
      expect(result.values("visit.open", "service_time")[0]).toBeLessThan(119_000);
      expect(result.values("visit.open", "response_time")).toEqual([]);
    });

    test.runIf(open && abilities.flows)(
      "ends a flow at its own timeout, in the middle of a step or of a pause",
      async () => {
        const { url } = await served(
          serveHttp((request, response) => {
            request.resume();
            if (request.url !== "/hang") response.end("{}");
          }),
        );
        const result = await drive({
          url,
          ratePerSec: 20,
          scenario: `operations: {
        hangs: { timeout: "1s", *flow() { yield { path: "/" }; yield { path: "/hang", step: "hang" }; } },
        dozes: { timeout: "1s", *flow() { yield { path: "/" }; yield pause("1h"); } },
      }`,
        });
        const [hangs, dozes] = [result.counts("hangs"), result.counts("dozes")];
        expect(hangs.planned + dozes.planned).toBe(20);
        expect([hangs.timeout, dozes.timeout]).toEqual([hangs.planned, dozes.planned]);
        expect(result.counts("hangs.hang").timeout).toBe(hangs.planned);
        expect(result.counts("dozes.step1").good).toBe(dozes.planned);
      },
    );

    test.runIf(open && abilities.probes)("sends probes at their own rate beside the load", async () => {
      const { url } = await served(serveHttp(fine));
      const result = await drive({
        url,
        seconds: 2,
        scenario: `${GET}, probes: { health: { rate: 4, request: () => ({ path: "/health" }) } }`,
      });
      expect(result.counts("get").good).toBe(100);
      expect(result.counts("health")).toMatchObject({ planned: 8, good: 8 });
      expect(result.values("health", "start_lag")).toHaveLength(8);
    });

    test.runIf(abilities.workloads.includes("closed"))(
      "keeps a closed workload's users busy, one request each",
      async () => {
        let open = 0;
        let most = 0;
        const { url } = await served(
          serveHttp((request, response) => {
            request.resume();
            most = Math.max(most, ++open);
            setTimeout(() => {
              open--;
              response.end("{}");
            }, 50);
          }),
        );
        const result = await drive({
          url,
          workload: "closed",
          users: 4,
          scenario: `operations: { get: { request: ({ user, seq }) => ({ path: "/" + user + "/" + seq }) } }`,
        });
        const counts = result.counts("get");
        expect(result.ended).toEqual({ kind: "complete" });
        expect(most).toBe(4);
        expect(outcomesOf(counts)).toBe(counts.planned);
        // 4 users for 1 s at 50 ms (a server's timer may fire 1 ms early): at most 21 requests each; a busy machine makes fewer.
        expect(counts.good).toBeGreaterThan(8);
        expect(counts.planned).toBeLessThanOrEqual(84);
        expect(result.values("get", "service_time")[0]).toBeGreaterThan(49_000);
        expect(result.values("get", "response_time")).toEqual([]);
      },
    );

    test.runIf(abilities.workloads.includes("closed"))(
      "refuses users that this machine cannot connect",
      async () => {
        const server = await served(serveHttp(fine));
        const result = await drive({
          url: server.url,
          workload: "closed",
          users: 4,
          scenario: GET,
          run: { inFlightCap: 3 },
        });
        expect(result.ended).toEqual({
          kind: "engine_failed",
          message: "4 users need as many connections, and this machine grants 3",
        });
        expect([result.lines, server.accepted()]).toEqual([[], 0]);
      },
    );

    test.runIf(abilities.workloads.includes("closed") && abilities.probes)(
      "probes a closed workload too",
      async () => {
        const { url } = await served(serveHttp(fine));
        const result = await drive({
          url,
          workload: "closed",
          users: 1,
          scenario: `${GET}, probes: { health: { rate: 10, request: () => ({ path: "/health" }) } }`,
        });
        expect(result.counts("health")).toMatchObject({ planned: 10, good: 10 });
        expect(result.values("health", "response_time")).toHaveLength(10);
      },
    );
  },
);
