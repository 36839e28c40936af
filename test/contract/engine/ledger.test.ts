import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { intervalsOf } from "../../../src/plan/index.ts";
import {
  closes,
  everyEngine,
  expectAll,
  GET,
  ownUnreleased,
  reportedOn,
  testWhere,
  workersOf,
} from "../../support/engine-contract.ts";
import { bodyOf, fine, serveHttp } from "../../support/odd-servers.ts";

everyEngine("the ledger", ({ abilities, open, workers, drive, served }) => {
  test("sends every arrival once and closes", async () => {
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
    expect(result.ended).toEqual({ kind: "complete" });
    // 50/s for 2 s; users make as many as they can.
    expectAll(result, "get", "good", open ? 100 : null);
    const { planned } = result.counts("get");
    expect(seen).toHaveLength(planned);
    expect(new Set(seen).size).toBe(planned);
    if (open) expect(new Set(seen)).toEqual(new Set(Array.from({ length: 100 }, (_, seq) => `/${seq}`)));
  });

  test("has a line of the generator for every interval of the plan", async () => {
    const { url } = await served(serveHttp(fine));
    // The last of its three intervals is half a second long.
    const result = await drive({ url, seconds: 2.5, scenario: GET, run: { workers: workers(2) } });
    expect(intervalsOf(result.plan)).toHaveLength(3);
    expect(workersOf(result).length).toBeGreaterThan(0);
    for (const worker of workersOf(result)) expect(reportedOn(result, worker)).toEqual([0, 1, 2]);
    const first = result.generator.find((line) => line.worker === 0);
    expect(first?.cpu_cores).toBeGreaterThan(0);
    expect(first?.rss_bytes).toBeGreaterThan(10_000_000);
  });

  testWhere(open && abilities.responseTime)("measures from the intended start to the last byte", async () => {
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
      expect(us * 1.002).toBeGreaterThan(service[rank] ?? Number.POSITIVE_INFINITY);
    expect(lag[0]).toBeGreaterThanOrEqual(1);
  });

  testWhere(!open)("keeps the users busy, one request each, and measures service time alone", async () => {
    let inService = 0;
    let most = 0;
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        most = Math.max(most, ++inService);
        setTimeout(() => {
          inService--;
          response.end("{}");
        }, 50);
      }),
    );
    const result = await drive({
      url,
      scenario: `operations: { get: { request: ({ user, seq }) => ({ path: "/" + user + "/" + seq }) } }`,
    });
    const counts = result.counts("get");
    expect(result.ended).toEqual({ kind: "complete" });
    expect(most).toBe(4);
    expect(closes(counts)).toBe(true);
    // 4 users for 1 s at 50 ms (a server's timer may fire 1 ms early): at most 21 requests each; a busy machine makes fewer.
    expect(counts.good).toBeGreaterThan(8);
    expect(counts.planned).toBeLessThanOrEqual(84);
    expect(result.values("get", "service_time")[0]).toBeGreaterThan(49_000);
    expect(result.values("get", "response_time")).toEqual([]);
  });

  testWhere(!open)("shares its users out over workers, none left out and none doubled", async () => {
    const inService = new Map<string, number>();
    let mostOfOne = 0;
    let mostOfAll = 0;
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        const user = request.url ?? "";
        const now = (inService.get(user) ?? 0) + 1;
        inService.set(user, now);
        mostOfOne = Math.max(mostOfOne, now);
        mostOfAll = Math.max(
          mostOfAll,
          [...inService.values()].reduce((sum, count) => sum + count, 0),
        );
        setTimeout(() => {
          inService.set(user, (inService.get(user) ?? 0) - 1);
          response.end("{}");
        }, 30);
      }),
    );
    const result = await drive({
      url,
      // Neither a multiple nor a divisor of the workers.
      users: 3,
      scenario: `operations: { get: { request: ({ user }) => ({ path: "/" + user }) } }`,
      run: { workers: workers(2) },
    });
    expectAll(result, "get", "good");
    expect([...inService.keys()].sort()).toEqual(["/0", "/1", "/2"]);
    expect([mostOfOne, mostOfAll]).toEqual([1, 3]);
  });

  testWhere(!open)("follows the plan's users up and down", async () => {
    const users = new Set<string>();
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        users.add(request.url ?? "");
        setTimeout(() => response.end("{}"), 20);
      }),
    );
    const result = await drive({
      url,
      users: 2,
      scenario: `operations: { get: { request: ({ user }) => ({ path: "/" + user }) } }`,
      plan: {
        warmUpUs: 1e6,
        rampUs: 1e6,
        recoveryUs: 1e6,
        levels: [{ x: 3, steadyUs: 1e6 }],
      },
    });
    expect(result.ended).toEqual({ kind: "complete" });
    expectAll(result, "get", "good");
    // 2 users x 3.
    expect(users).toEqual(new Set(["/0", "/1", "/2", "/3", "/4", "/5"]));
    const inFlight = new Map(result.generator.map((line) => [line.interval, line.max_in_flight ?? 0]));
    // Warm-up at 1x, a ramp, steady at 3x, and recovery, in which those above 1x end what they began.
    expect([inFlight.get(0), inFlight.get(2)]).toEqual([2, 6]);
  });

  testWhere(!open)("refuses users that this machine cannot connect", async () => {
    const server = await served(serveHttp(fine));
    const result = await drive({ url: server.url, scenario: GET, run: { inFlightCap: 3 } });
    expect(result.ended).toEqual({
      kind: "engine_failed",
      message: "4 users need as many connections, and this machine grants 3",
    });
    expect([result.lines, server.accepted()]).toEqual([[], 0]);
  });

  testWhere(open)("sheds what is due while the in-flight cap is reached", async () => {
    const { url } = await served(serveHttp((request) => void request.resume()));
    const result = await drive({ url, timeout: "3s", scenario: GET, run: { inFlightCap: 10 } });
    // Nothing is ever answered and the timeout is longer than the plan: the first 10 stay open, 40 are shed.
    expect(result.counts("get")).toMatchObject({ planned: 50, released: 10, timeout: 10, shed: 40 });
    expect(result.by("get", "shed")).toEqual({ in_flight_cap: 40 });
    expect(Math.max(...result.generator.map((line) => line.max_in_flight ?? 0))).toBe(10);
    // The plan's own cap is 1.2 x 50/s x 3 s = 180: that 10 were granted is this machine's fault.
    expect(ownUnreleased(result)).toBe(40);
  });

  testWhere(open && abilities.arrivals.includes("poisson"))(
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
        run: { workers: workers(2) },
      });
      expect(result.counts("get").shed).toBeGreaterThan(0);
      expect(ownUnreleased(result)).toBe(0);
    },
  );

  testWhere(open)("counts what is in flight over all workers, be they more than the cap", async () => {
    const { url } = await served(serveHttp(fine));
    // Cap: 1.2 x 1.5/s x 1 s, rounded up to 2, for 4 workers; 2 s hold 3 arrivals.
    const result = await drive({
      url,
      ratePerSec: 1.5,
      seconds: 2,
      timeout: "1s",
      scenario: GET,
      run: { workers: workers(4) },
    });
    expect(result.counts("get")).toMatchObject({ planned: 3, good: 3, shed: 0 });
  });

  testWhere(open)("gives the same requests for any number of workers", async () => {
    const drawn = async (threads: number): Promise<string[]> => {
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
        run: { workers: threads, setup: { token: 5 } },
      });
      expect(result.counts("read").good + result.counts("write").good).toBe(50);
      return seen.sort();
    };
    expect(await drawn(workers(2))).toEqual(await drawn(1));
  });

  testWhere(!open)("lets a user ask the same in the same order, whatever the other users do", async () => {
    const drawn = async (threads: number): Promise<readonly string[]> => {
      const seen: string[] = [];
      const { url } = await served(
        serveHttp((request, response) => {
          seen.push(request.url ?? "");
          request.resume();
          setTimeout(() => response.end("{}"), 20);
        }),
      );
      const result = await drive({
        url,
        users: 2,
        scenario: `operations: { get: { request: ({ user, seq, random }) => ({ path: "/" + user + "/" + seq + "/" + random.int(1e9) }) } }`,
        run: { workers: threads },
      });
      expectAll(result, "get", "good");
      return seen.filter((path) => path.startsWith("/1/")).slice(0, 3);
    };
    const once = await drawn(1);
    // Iterations 0, 1, 2 of user 1 among 2: numbers 1, 3, 5.
    expect(once.map((path) => path.split("/")[2])).toEqual(["1", "3", "5"]);
    expect(await drawn(workers(2))).toEqual(once);
  });

  testWhere(abilities.probes)("sends probes at their own rate beside the load", async () => {
    const { url } = await served(serveHttp(fine));
    const result = await drive({
      url,
      seconds: 2,
      users: 1,
      scenario: `${GET}, probes: { health: { rate: 4, request: () => ({ path: "/health" }) } }`,
    });
    expectAll(result, "get", "good", open ? 100 : null);
    expectAll(result, "health", "good", 8);
    // A probe keeps its intended starts beside users too.
    expect(result.values("health", "start_lag")).toHaveLength(8);
    expect(result.values("health", "response_time")).toHaveLength(8);
  });
});
