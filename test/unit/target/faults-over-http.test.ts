import { once } from "node:events";
import { Agent, request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { runTarget } from "../../../src/target/index.ts";
import { serving } from "./service.ts";

type Oracle = Awaited<ReturnType<typeof serving>>;

/** Requests one after the other on one kept-alive connection; tells each status (or error code) and the socket's port. */
async function inTurn({ target }: Oracle, count: number): Promise<{ what: number | string; port: number }[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const results: { what: number | string; port: number }[] = [];
  for (let i = 0; i < count; i++) {
    results.push(
      await new Promise((resolve) => {
        let port = 0;
        const asking = request(`${target.url}/oracle`, { agent }, (response) => {
          response.resume().on("end", () => resolve({ what: response.statusCode ?? 0, port }));
        });
        asking.on("socket", (socket) => {
          const note = (): void => {
            port = socket.localPort ?? 0;
          };
          if (socket.connecting) socket.once("connect", note);
          else note();
        });
        asking.on("error", (error: NodeJS.ErrnoException) => resolve({ what: error.code ?? "", port }));
        asking.end();
      }),
    );
  }
  agent.destroy();
  return results;
}

test("a delayed reply never leaves early, and the log tells when it was due", async () => {
  const oracle = await serving({ faults: ["delay=20ms"], log: true });
  const sentMs = performance.now();
  const { json } = await oracle.ask("/oracle", { method: "POST", headers: { "x-request-id": "r1" } });
  const tookMs = performance.now() - sentMs;
  expect(json).toEqual({ ok: true, n: 1 });
  expect(tookMs).toBeGreaterThanOrEqual(20);
  const [entry] = (await oracle.ask("/oracle/log")).json;
  expect(entry).toMatchObject({ n: 1, path: "/oracle", requestId: "r1" });
  expect(entry.dueMs - entry.atMs).toBeCloseTo(20, 9);
  expect(oracle.target.lateness()).toMatchObject({ replies: 1 });
});

test("replies of one server leave in the order of arrival, spaced by its service time", async () => {
  const oracle = await serving({ faults: ["capacity=200/s"], log: true });
  await Promise.all(Array.from({ length: 20 }, () => oracle.ask("/oracle")));
  const log = (await oracle.ask("/oracle/log")).json as { n: number; atMs: number; dueMs: number }[];
  expect(log.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  let previousMs = 0;
  for (const { atMs, dueMs } of log) {
    // 1/200 s = 5 ms each, whenever the timers fired.
    expect(dueMs).toBeCloseTo(Math.max(atMs, previousMs) + 5, 9);
    previousMs = dueMs;
  }
});

test("errors come with their status, exactly as often as asked", async () => {
  const oracle = await serving({ faults: ["error=503:1/5"] });
  const statuses = (await inTurn(oracle, 10)).map(({ what }) => what);
  expect(statuses).toEqual([200, 200, 200, 200, 503, 200, 200, 200, 200, 503]);
  const { json } = await serving({ faults: ["error=503:100%"] }).then(({ ask }) => ask("/oracle"));
  expect(json).toEqual({ status: 503, error: "injected_503", message: "scripted by --fault", details: null });
});

test("a rate-limited recall is told when to come back", async () => {
  const { recall, write } = await serving({ faults: ["ratelimit=1/s:1@recall"] });
  expect((await recall({ query_text: "x" })).status).toBe(200);
  const limited = await recall({ query_text: "x" });
  expect([limited.status, limited.headers.get("retry-after"), limited.json.error]).toEqual([
    429,
    "1",
    "rate_limited_recall",
  ]);
  expect((await write({ nodes: [{}] })).status).toBe(200);
});

test("a write that is refused by a fault is not stored", async () => {
  const { write, recall } = await serving({ faults: ["error=503:100%@write"] });
  expect((await write({ scope: "s", nodes: [{ text_summary: "the compass" }] })).status).toBe(503);
  expect((await recall({ scope: "s", query_text: "compass" })).json.context.items).toEqual([]);
});

test("a request that is never answered stays open, and the service still closes", async () => {
  const { target, ask } = await serving({ faults: ["never=1/2"] });
  expect((await ask("/oracle")).status).toBe(200);
  const asked = ask("/oracle").then(
    () => "answered",
    () => "cut",
  );
  // The second request was admitted before this one on another connection is answered.
  while ((await ask("/oracle/lateness")).status !== 200);
  await target.close();
  expect(await asked).toBe("cut");
});

test("close=3 ends each connection after its third response, losing none", async () => {
  const results = await inTurn(await serving({ faults: ["close=3"] }), 9);
  expect(results.map(({ what }) => what)).toEqual(Array.from({ length: 9 }, () => 200));
  const ports = results.map(({ port }) => port);
  expect(new Set(ports).size).toBe(3);
  expect(ports.slice(0, 3)).toEqual([ports[0], ports[0], ports[0]]);
});

test.each([
  ["close=2", [false, true]],
  ["close=2:abrupt", [false, false]],
])("%s ends the connection after the second response, announced: %j", async (fault, announced) => {
  const { target } = await serving({ faults: [fault] });
  const socket = connect({ port: target.port, host: "127.0.0.1" }).setEncoding("utf8");
  const asked = "GET /oracle HTTP/1.1\r\nhost: x\r\n\r\n";
  let answers = "";
  socket.on("data", (text: string) => {
    const first = answers === "";
    answers += text;
    if (first) socket.write(asked);
  });
  socket.write(asked);
  await once(socket, "end");
  const responses = answers.split(/(?=HTTP\/1\.1 200)/);
  expect(responses.map((response) => /^connection: close\r$/im.test(response))).toEqual(announced);
});

test("without faults one connection serves all", async () => {
  const results = await inTurn(await serving(), 9);
  expect(new Set(results.map(({ port }) => port)).size).toBe(1);
});

test("a reset connection and a garbage reply are errors to the client", async () => {
  expect((await inTurn(await serving({ faults: ["reset=1/2"] }), 2)).map(({ what }) => what)).toEqual([
    200,
    "ECONNRESET",
  ]);
  expect((await inTurn(await serving({ faults: ["garbage=1/2"] }), 2)).map(({ what }) => what)).toEqual([
    200,
    expect.stringMatching(/^HPE_/),
  ]);
});

test("a dripping body is whole, and later by the drip", async () => {
  const { ask } = await serving({ faults: ["drip=20ms"] });
  const sentMs = performance.now();
  expect((await ask("/oracle")).json).toEqual({ ok: true, n: 1 });
  expect(performance.now() - sentMs).toBeGreaterThanOrEqual(20);
});

test("a leak retains memory at its rate", async () => {
  const { ask } = await serving({ faults: ["leak=1GB/s"] });
  const residentMb = async () => {
    const { json } = await ask("/metrics");
    return Number(/^process_resident_memory_bytes (\d+)$/m.exec(json)?.[1]) / 1e6;
  };
  const atFirst = await residentMb();
  // The rate is 100 MB in each 100 ms step: after two steps 100 MB more are resident, whatever else happens.
  const startMs = performance.now();
  while (performance.now() - startMs < 350) await ask("/health");
  expect((await residentMb()) - atFirst).toBeGreaterThan(100);
});

test("/health is answered while everything else hangs", async () => {
  const { ask } = await serving({ faults: ["never=100%"] });
  const hanging = ask("/oracle").catch(() => null);
  expect((await ask("/health")).json.ok).toBe(true);
  void hanging;
});

test("a port in use is a clear failure of the target", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(runTarget({ port })).rejects.toMatchObject({
    code: "target_failed",
    message: `the target cannot listen: port ${port} on 127.0.0.1 is in use`,
    hint: expect.stringContaining("--port"),
  });
  taken.close();
});

test("an aborted signal closes the service", async () => {
  const abort = new AbortController();
  const target = await runTarget({}, { signal: abort.signal });
  abort.abort();
  await target.closed;
  await expect(fetch(`${target.url}/health`)).rejects.toThrow();
});

test("/oracle/log is there only when a log is kept", async () => {
  expect((await (await serving()).ask("/oracle/log")).status).toBe(404);
});
