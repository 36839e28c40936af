import { afterEach, expect, test } from "vitest";
import type { NoReply, Reply, Transport } from "../../../src/engine/native/transport.ts";
import { createUndiciTransport } from "../../../src/engine/native/undici-transport.ts";
import type { WireRequest } from "../../../src/scenario/index.ts";
import { fine, type OddServer, serveHttp, serveTcp } from "../../support/odd-servers.ts";

const GET: WireRequest = { method: "GET", path: "/", headers: {}, body: null };
const open: { transport: Transport; server: OddServer }[] = [];

afterEach(async () => {
  for (const { transport, server } of open.splice(0)) {
    transport.close();
    await server.stop();
  }
});

async function to(
  serving: Promise<OddServer>,
  path = "",
): Promise<{ transport: Transport; server: OddServer }> {
  const server = await serving;
  const url = server.url + path;
  const transport = createUndiciTransport({ url, insecure: false }, () => performance.now() * 1e3);
  open.push({ transport, server });
  return { transport, server };
}

const sent = (transport: Transport, request = GET): Promise<Reply | NoReply> =>
  new Promise((ended) => transport.send(request, { connected: () => {}, ended }));

test("requests one after the other share a connection", async () => {
  const { transport, server } = await to(serveHttp(fine));
  for (let i = 0; i < 3; i++) expect(await sent(transport)).toMatchObject({ kind: "reply", status: 200 });
  expect(transport.counts()).toEqual({ connects: 1, reconnects: 0 });
  expect(server.accepted()).toBe(1);
});

test("requests at once have a connection each", async () => {
  const { transport } = await to(serveHttp(fine));
  await Promise.all([sent(transport), sent(transport), sent(transport)]);
  expect(transport.counts()).toEqual({ connects: 3, reconnects: 0 });
});

test("a connection that the target closes is replaced, which counts as a reconnect", async () => {
  const answer = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";
  let closed = (): void => {};
  const { transport } = await to(
    serveTcp((socket) => socket.on("data", () => socket.end(answer)).on("close", () => closed())),
  );
  for (let i = 0; i < 3; i++) {
    // The target's side is closed once ours is too.
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    expect(await sent(transport)).toMatchObject({ kind: "reply", status: 200 });
    await gone;
  }
  expect(transport.counts()).toEqual({ connects: 3, reconnects: 2 });
});

test("an interim response is not the answer", async () => {
  const hints = "HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n";
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  const { transport } = await to(serveTcp((socket) => socket.on("data", () => socket.write(hints + answer))));
  for (let i = 0; i < 2; i++) expect(await sent(transport)).toMatchObject({ kind: "reply", status: 200 });
  expect(transport.counts()).toEqual({ connects: 1, reconnects: 0 });
});

test("connections opened ahead are used before new ones", async () => {
  const { transport, server } = await to(serveHttp(fine));
  await transport.warm(2, 1_000);
  expect(transport.counts()).toEqual({ connects: 2, reconnects: 0 });
  await Promise.all([sent(transport), sent(transport)]);
  expect(transport.counts()).toEqual({ connects: 2, reconnects: 0 });
  expect(server.accepted()).toBe(2);
});

test("an aborted request tells nothing more, and its connection is gone", async () => {
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

test("a path of the target's URL comes before the request's", async () => {
  const paths: (string | undefined)[] = [];
  const { transport } = await to(
    serveHttp((request, response) => {
      paths.push(request.url);
      fine(request, response);
    }),
    "/base/",
  );
  await sent(transport, { ...GET, path: "/thing?x=1" });
  expect(paths).toEqual(["/base/thing?x=1"]);
});

test("method, headers and body go out as given, and a head comes back", async () => {
  const { transport } = await to(
    serveHttp((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        response.setHeader("X-Seen", [`${request.method}`, `${request.headers["x-own"]}`]);
        response.end(body);
      });
    }),
  );
  const end = await sent(transport, { method: "PUT", path: "/", headers: { "x-own": "1" }, body: "ä" });
  expect(end).toMatchObject({ kind: "reply", headers: { "x-seen": ["PUT", "1"] } });
  expect(end.kind === "reply" && Buffer.concat(end.body).toString()).toBe("ä");
});

test("a request that cannot be written is the scenario's fault", async () => {
  const { transport } = await to(serveHttp(fine));
  expect(await sent(transport, { ...GET, headers: { "transfer-encoding": "chunked" } })).toMatchObject({
    kind: "unsendable",
  });
});

test("an unasked 100 or a switch of protocols is a protocol failure", async () => {
  for (const head of [
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
  ]) {
    const { transport } = await to(serveTcp((socket) => socket.on("data", () => socket.write(head))));
    expect(await sent(transport)).toMatchObject({ kind: "failed", code: "protocol" });
  }
});
