import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { everyEngine, expectAll, GET, testWhere } from "../../support/engine-contract.ts";
import { closedUrl, fine, serveHttp, serveHttps, serveTcp } from "../../support/odd-servers.ts";

/** One field that goes on for as long as anyone reads, 64 MB at most. */
function endlessHead(socket: Socket): void {
  const chunk = "a".repeat(1_000_000);
  let left = 64;
  const more = (): void => {
    while (left-- > 0 && !socket.destroyed) if (!socket.write(chunk)) return void socket.once("drain", more);
  };
  socket.write("HTTP/1.1 200 OK\r\nx-long: ");
  more();
}

everyEngine("what comes back", ({ abilities, open, drive, served }) => {
  test("is a timeout when the timeout runs out, whose connection is given up", async () => {
    const { url } = await served(serveHttp((request) => void request.resume()));
    const result = await drive({ url, timeout: "1s", scenario: GET });
    expect(result.ended).toEqual({ kind: "complete" });
    expectAll(result, "get", "timeout", open ? 50 : null);
    expect(result.counts("get").completed).toBe(0);
    // 1 s of arrivals, 1 s until the last one's timeout, and time to begin and end on a busy machine.
    expect(result.elapsedMs).toBeLessThan(10_000);
  });

  test("counts by an operation's own timeout", async () => {
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        setTimeout(() => response.end("{}"), 400);
      }),
    );
    const result = await drive({
      url,
      ratePerSec: 20,
      users: 8,
      scenario: `operations: {
        patient: { request: () => ({ path: "/" }) },
        hasty: { timeout: "150ms", request: () => ({ path: "/" }) },
      }`,
    });
    expectAll(result, "patient", "good");
    expectAll(result, "hasty", "timeout");
    if (open) expect(result.counts("patient").planned + result.counts("hasty").planned).toBe(20);
  });

  const half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
  const tcp = async (converse: Parameters<typeof serveTcp>[0]): Promise<string> =>
    (await served(serveTcp(converse))).url;
  const failures: readonly { title: string; code: string; url: () => Promise<string> }[] = [
    { title: "refused", code: "refused", url: closedUrl },
    {
      title: "reset, when the target closes without an answer",
      code: "reset",
      url: () => tcp((socket) => socket.on("data", () => socket.destroy())),
    },
    {
      title: "reset, when the target resets the connection",
      code: "reset",
      url: () => tcp((socket) => socket.on("data", () => socket.resetAndDestroy())),
    },
    {
      title: "reset, when the answer is cut off",
      code: "reset",
      url: () => tcp((socket) => socket.on("data", () => socket.end(half))),
    },
    { title: "dns", code: "dns", url: async () => "http://nowhere.invalid" },
    {
      title: "protocol, when the answer is not HTTP",
      code: "protocol",
      url: () => tcp((socket) => socket.on("data", () => socket.end("SSH-2.0-x\r\n"))),
    },
    {
      title: "protocol, when the head of the answer has no end",
      code: "protocol",
      url: () => tcp((socket) => socket.once("data", () => endlessHead(socket))),
    },
    {
      title: "protocol, when the length of the answer is none",
      code: "protocol",
      url: () =>
        tcp((socket) =>
          socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nab")),
        ),
    },
  ];
  for (const { title, code, url } of failures)
    test(`counts failed: ${title}`, async () => {
      // A resolver may take seconds to say no.
      const result = await drive({
        url: await url(),
        ratePerSec: 20,
        users: 2,
        seconds: 0.5,
        timeout: "20s",
        scenario: GET,
      });
      expect(result.ended).toEqual({ kind: "complete" });
      // Nothing is retried: 20/s for half a second.
      expectAll(result, "get", "failed", open ? 10 : null);
      expect(result.by("get", "failed")).toEqual({ [code]: result.counts("get").planned });
    });

  testWhere(abilities.verifiesTls)("is not taken from behind a certificate that nobody trusts", async () => {
    const { url } = await served(serveHttps(fine));
    const result = await drive({ url, ratePerSec: 20, users: 2, scenario: GET });
    expectAll(result, "get", "failed", open ? 20 : null);
    expect(result.by("get", "failed")).toEqual({ tls: result.counts("get").planned });
  });

  testWhere(!abilities.verifiesTls)(
    "is not asked for over https, as no certificate would be verified",
    async () => {
      const server = await served(serveHttps(fine));
      const result = await drive({ url: server.url, scenario: GET });
      expect(result.ended).toMatchObject({
        kind: "engine_failed",
        message: expect.stringContaining("https"),
      });
      expect([result.lines, server.accepted()]).toEqual([[], 0]);
    },
  );

  test("is taken from behind such a certificate when told to", async () => {
    const { url } = await served(serveHttps(fine));
    const result = await drive({
      url,
      ratePerSec: 20,
      users: 2,
      scenario: GET,
      run: { target: { url, insecure: true } },
    });
    expectAll(result, "get", "good", open ? 20 : null);
  });

  test("is split, where bad, by reason, with the first of each shown", async () => {
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
      expectAll(result, operation, "bad");
      expect(result.by(operation, "bad")).toEqual({ [reason]: result.counts(operation).planned });
    }
    expect(result.notices).toHaveLength(3);
    expect(result.notices).toContainEqual({
      kind: "example",
      operation: "busy",
      what: "503",
      excerpt: "HTTP 503: try later",
    });
  });

  test("shows the check its status, fields and text as they came", async () => {
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        response.writeHead(201, { "x-many": ["a", "b"], "content-type": "text/plain; charset=utf-8" });
        response.write(Buffer.from([0xc3]));
        setTimeout(() => response.end(Buffer.from([0xa4])), 5);
      }),
    );
    const result = await drive({
      url,
      ratePerSec: 10,
      users: 1,
      scenario: `operations: { get: {
        request: () => ({ path: "/" }),
        good: (res) => res.status === 201 && res.headers["x-many"] === "a, b" && res.text() === "ä",
      } }`,
    });
    expectAll(result, "get", "good", open ? 10 : null);
  });

  test("is taken after an interim answer, to HEAD, and without a length", async () => {
    const { url } = await served(
      serveTcp((socket) =>
        socket.on("data", (sent) => {
          const head = sent.toString();
          if (head.startsWith("HEAD")) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n");
          else if (head.startsWith("GET /hints"))
            socket.write(
              "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            );
          else socket.end("HTTP/1.1 200 OK\r\n\r\nok");
        }),
      ),
    );
    const result = await drive({
      url,
      scenario: `operations: {
        hinted: { request: () => ({ path: "/hints" }), good: (res) => res.status === 200 && res.text() === "ok" },
        looked: { request: () => ({ method: "HEAD", path: "/" }) },
        endless: { request: () => ({ path: "/" }), good: (res) => res.text() === "ok" },
      }`,
    });
    for (const operation of ["hinted", "looked", "endless"]) expectAll(result, operation, "good");
  });

  test("is not followed elsewhere", async () => {
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        response.writeHead(302, { location: "/elsewhere" }).end();
      }),
    );
    const result = await drive({ url, ratePerSec: 10, users: 1, scenario: GET });
    expectAll(result, "get", "bad", open ? 10 : null);
    expect(result.by("get", "bad")).toEqual({ "302": result.counts("get").planned });
  });

  test("is not lost when the target closes each connection", async () => {
    const server = await served(
      serveHttp((request, response) => {
        response.setHeader("connection", "close");
        fine(request, response);
      }),
    );
    const result = await drive({ url: server.url, scenario: GET });
    expectAll(result, "get", "good", open ? 50 : null);
    expect(server.accepted()).toBeGreaterThanOrEqual(result.counts("get").planned);
  });

  test("neither shifts nor drifts where a connection is closed after every 20th answer", async () => {
    let answers = 0;
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        if (++answers % 20 === 0) response.setHeader("connection", "close");
        setTimeout(() => response.end(request.url), 5);
      }),
    );
    const result = await drive({
      url,
      ratePerSec: 100,
      seconds: 2,
      scenario: `operations: { get: { request: ({ seq }) => ({ path: "/" + seq, good: (res) => res.text() === "/" + seq }) } }`,
    });
    expectAll(result, "get", "good", open ? 200 : null);
    const times = result.values("get", "service_time");
    const medianUs = times[Math.floor(times.length / 2)] ?? Number.NaN;
    // 5 ms (a server's timer may fire 1 ms early) and transport, of which a busy machine may add some.
    expect(medianUs).toBeGreaterThan(3_900);
    expect(medianUs).toBeLessThan(40_000);
  });

  test("comes over a connection that the target keeps", async () => {
    const server = await served(serveHttp(fine));
    const result = await drive({ url: server.url, scenario: GET });
    expectAll(result, "get", "good", open ? 50 : null);
    // One each would be as many as requests; a target that is kept from answering gets some more than the first.
    expect(server.accepted()).toBeLessThan(result.counts("get").planned);
  });
});
