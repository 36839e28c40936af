import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createAutocannonTransport } from "../../../src/engine/autocannon/autocannon-transport.ts";
import type { NoReply, Reply, Transport } from "../../../src/engine/native/transport.ts";
import type { WireRequest } from "../../../src/scenario/index.ts";
import {
  closedUrl,
  fine,
  type OddServer,
  serveHttp,
  serveHttps,
  serveTcp,
} from "../../support/odd-servers.ts";

const GET: WireRequest = { method: "GET", path: "/", headers: {}, body: null };
const now = (): number => performance.now() * 1e3;
const open: { close(): void; stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const { close, stop } of open.splice(0)) {
    close();
    await stop();
  }
});

async function to(
  serving: Promise<OddServer>,
  path = "",
): Promise<{ transport: Transport; server: OddServer }> {
  const server = await serving;
  const transport = createAutocannonTransport({ url: server.url + path }, now);
  open.push({ close: transport.close, stop: server.stop });
  return { transport, server };
}

type End = Reply | NoReply;
const sent = (transport: Transport, request = GET): Promise<End> =>
  new Promise((ended) => transport.send(request, { connected: () => {}, ended }));

interface Timed {
  readonly path: string;
  readonly end: End;
  readonly tookMs: number;
}

/** One user's requests, each sent while the last answer is being heard, as under load. */
function asked(transport: Transport, count: number): Promise<readonly Timed[]> {
  const timed: Timed[] = [];
  return new Promise((resolve) => {
    const ask = (): void => {
      const path = `/${timed.length}`;
      const fromUs = now();
      transport.send(
        { ...GET, path },
        {
          connected: () => {},
          ended: (end) => {
            timed.push({ path, end, tookMs: (now() - fromUs) / 1e3 });
            if (timed.length < count) ask();
            else resolve(timed);
          },
        },
      );
    };
    ask();
  });
}

const textOf = (end: End): string =>
  end.kind === "reply" ? Buffer.concat(end.body).toString("utf8") : `no reply: ${end.kind}`;
const kinds = (timed: readonly Timed[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { end } of timed) {
    const kind = end.kind === "failed" ? end.code : end.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};
const medianMs = (timed: readonly Timed[]): number =>
  timed.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[Math.floor(timed.length / 2)] ?? Number.NaN;

/** Answers with the request's own path after `delayMs`; `then` may do something to the connection of every 20th answer. */
function echo(
  delayMs: number,
  twentieth: (...parts: Parameters<RequestListener>) => void = () => {},
): RequestListener {
  let answers = 0;
  return (request, response) => {
    request.resume();
    setTimeout(() => {
      if (++answers % 20 === 0) twentieth(request, response);
      response.end(request.url);
    }, delayMs);
  };
}

describe("a connection", () => {
  test("is kept for a request that is sent while the last answer is being heard", async () => {
    const { transport, server } = await to(serveHttp(echo(0)));
    expect(kinds(await asked(transport, 10))).toEqual({ reply: 10 });
    expect(transport.counts()).toEqual({ connects: 1, reconnects: 0 });
    expect(server.accepted()).toBe(1);
  });

  test("is given up when no request follows at once", async () => {
    const { transport } = await to(serveHttp(fine));
    for (let i = 0; i < 3; i++) expect(await sent(transport)).toMatchObject({ kind: "reply", status: 200 });
    expect(transport.counts()).toEqual({ connects: 3, reconnects: 0 });
  });

  test("that is closed after every 20th answer neither shifts answers nor lets times drift", async () => {
    const { transport } = await to(
      serveHttp(echo(5, (_request, response) => response.setHeader("connection", "close"))),
    );
    const timed = await asked(transport, 100);
    expect(kinds(timed)).toEqual({ reply: 100 });
    for (const { path, end } of timed) expect(textOf(end)).toBe(path);
    // 5 ms each (a server's timer may fire 1 ms early); left to itself, autocannon's times would grow by the lost requests' 5 ms every 20.
    expect(medianMs(timed)).toBeGreaterThan(3.9);
    expect(medianMs(timed)).toBeLessThan(30);
    // 100 requests, 20 a connection; each after the first takes the place of one that the server closed.
    expect(transport.counts()).toEqual({ connects: 5, reconnects: 4 });
  });

  test("that is closed unannounced costs at most the request that was on its way, as a reset", async () => {
    const { transport } = await to(
      serveHttp(echo(5, (request, response) => response.once("finish", () => request.socket.end()))),
    );
    const timed = await asked(transport, 100);
    const { reply = 0, reset = 0, ...other } = kinds(timed);
    expect([reply + reset, other]).toEqual([100, {}]);
    // Every 20 answers one request may meet the close: 100 requests hold no more than 5.
    expect(reset).toBeLessThanOrEqual(5);
    for (const { path, end } of timed) if (end.kind === "reply") expect(textOf(end)).toBe(path);
    expect(medianMs(timed)).toBeLessThan(30);
  });

  test("that is reset in the middle of an answer leaves the next answer whole", async () => {
    let connections = 0;
    const half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    const whole = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwhole";
    const { transport } = await to(
      serveTcp((socket: Socket) => {
        const odd = ++connections % 2 === 1;
        socket.on("data", () =>
          odd ? socket.write(half, () => socket.resetAndDestroy()) : socket.end(whole),
        );
      }),
    );
    const ends = [await sent(transport), await sent(transport), await sent(transport), await sent(transport)];
    expect(ends.map((end) => (end.kind === "failed" ? end.code : textOf(end)))).toEqual([
      "reset",
      "whole",
      "reset",
      "whole",
    ]);
  });

  test("that nobody takes is refused", async () => {
    const transport = createAutocannonTransport({ url: await closedUrl() }, now);
    expect(await sent(transport)).toMatchObject({ kind: "failed", code: "refused" });
    transport.close();
  });

  test("over TLS is not verified: that is why https is refused without --insecure", async () => {
    const { transport } = await to(serveHttps(fine));
    expect(await sent(transport)).toMatchObject({ kind: "reply", status: 200 });
  });

  test("of an aborted request is gone, and nothing more is told", async () => {
    let closed = (): void => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { transport } = await to(serveTcp((socket) => socket.on("data", () => {}).on("close", closed)));
    const told: unknown[] = [];
    await new Promise<void>((connected) => {
      const request = transport.send(GET, {
        connected: () => {
          connected();
          setImmediate(() => request.abort());
        },
        ended: (end) => told.push(end),
      });
    });
    await gone;
    expect(told).toEqual([]);
  });
});

describe("an answer", () => {
  const says = (...parts: readonly (string | Uint8Array)[]) =>
    to(
      serveTcp((socket) =>
        socket.on("data", () => {
          for (const part of parts) socket.write(part);
        }),
      ),
    );

  test("is not the interim one before it", async () => {
    const { transport } = await says(
      "HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    );
    const timed = await asked(transport, 3);
    expect(timed.map(({ end }) => textOf(end))).toEqual(["ok", "ok", "ok"]);
    expect(transport.counts()).toEqual({ connects: 1, reconnects: 0 });
  });

  test("to HEAD has no body, whatever length it tells of", async () => {
    const { transport } = await says("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n");
    expect(await sent(transport, { ...GET, method: "HEAD" })).toMatchObject({
      kind: "reply",
      status: 200,
      body: [],
    });
  });

  test("may end with its connection", async () => {
    const { transport } = await to(
      serveTcp((socket) => socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"))),
    );
    expect(textOf(await sent(transport))).toBe("to the end");
  });

  test("keeps its bytes, be a character cut in two", async () => {
    const [first, second] = [Buffer.from([0xc3]), Buffer.from([0xa4])];
    const { transport } = await to(
      serveHttp((request, response) => {
        request.resume();
        response.write(first);
        setTimeout(() => response.end(second), 20);
      }),
    );
    expect(textOf(await sent(transport))).toBe("ä");
  });

  test("has its fields by lower-case name, repeated ones together", async () => {
    const { transport } = await says("HTTP/1.1 204 No Content\r\nX-Seen: a\r\nx-seen: b\r\n\r\n");
    expect(await sent(transport)).toMatchObject({
      kind: "reply",
      status: 204,
      headers: { "x-seen": ["a", "b"] },
    });
  });

  test.each([
    ["is not HTTP", ["SSH-2.0-x\r\n"]],
    ["has a length that is none", ["HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nabc"]],
    ["switches protocols unasked", ["HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"]],
    ["has a head without end", [`HTTP/1.1 200 OK\r\nx-long: ${"a".repeat(200_000)}`]],
  ])("that %s is a protocol failure", async (_what, parts) => {
    const { transport } = await says(...parts);
    expect(await sent(transport)).toMatchObject({ kind: "failed", code: "protocol" });
  });

  test("that nobody asked for is not taken for the answer to the next request", async () => {
    const one = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    const { transport } = await says(one + one);
    const timed = await asked(transport, 4);
    // The second answer stands in the same chunk as the first: whatever follows it, it came before its request.
    expect(kinds(timed)).toEqual({ reply: 2, protocol: 2 });
  });
});

describe("a request", () => {
  test("goes out as given, behind the path of the target's URL", async () => {
    let seen = "";
    const { transport } = await to(
      serveHttp((request, response) => {
        let body = "";
        request.on("data", (chunk) => {
          body += chunk;
        });
        request.on("end", () => {
          const { host, "x-own": own, "content-length": length } = request.headers;
          seen = `${request.method} ${request.url} ${host === `127.0.0.1:${request.socket.localPort}`} ${own} ${length} ${body}`;
          response.end();
        });
      }),
      "/base/",
    );
    await sent(transport, { method: "PUT", path: "/thing?x=1", headers: { "x-own": "1" }, body: "ä" });
    expect(seen).toBe("PUT /base/thing?x=1 true 1 2 ä");
  });

  test("that could have a body and has none says so", async () => {
    let length: string | undefined;
    const { transport } = await to(
      serveHttp((request, response) => {
        length = request.headers["content-length"];
        fine(request, response);
      }),
    );
    await sent(transport, { ...GET, method: "POST" });
    expect(length).toBe("0");
  });

  test.each([
    ["a method that autocannon does not know", { ...GET, method: "PROPFIND" }, "PROPFIND"],
    ["CONNECT", { ...GET, method: "CONNECT" }, "CONNECT"],
    ["a header beyond ASCII", { ...GET, headers: { "x-name": "Zoë" } }, "x-name"],
  ])("with %s is not sent", async (_what, request, named) => {
    const { transport, server } = await to(serveHttp(fine));
    expect(await sent(transport, request)).toMatchObject({
      kind: "unsendable",
      message: expect.stringContaining(named),
    });
    expect(server.accepted()).toBe(0);
  });
});
