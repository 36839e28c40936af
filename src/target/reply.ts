import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answer } from "./answer.ts";
import { type Fault, strikes } from "./fault.ts";

/** Prometheus text format 0.0.4 is plain text; so is every other string body. */
const TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** An answer as bytes and headers, ready to leave. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly bytes: Buffer;
}

export function replyOf({ status, body, headers }: Answer, requestId: string): Reply {
  const text = typeof body === "string";
  const bytes = Buffer.from(text ? body : JSON.stringify(body), "utf8");
  const own = {
    "content-type": text ? TEXT : "application/json; charset=utf-8",
    "content-length": bytes.length,
    "x-request-id": requestId,
  };
  return { status, headers: { ...own, ...headers }, bytes };
}

/** What the `close` faults do with a connection after the response that leaves now. */
export type Parting = "stays" | "announced" | "abrupt";

/** Counts the responses of each connection. */
export function createPartings(faults: readonly Fault[]): (socket: Socket, path: string) => Parting {
  const closes = faults.filter((fault) => fault.kind === "close");
  const responses = new WeakMap<Socket, number>();
  return (socket, path) => {
    const close = closes.find((fault) => strikes(fault, path));
    if (close === undefined) return "stays";
    const count = (responses.get(socket) ?? 0) + 1;
    responses.set(socket, count);
    if (count % close.every !== 0) return "stays";
    return close.abrupt ? "abrupt" : "announced";
  };
}

/** Writes the head and the body, or the head and the first half of the body when the rest follows later. */
export function writeReply(response: ServerResponse, reply: Reply, parting: Parting, later: boolean): void {
  const closing = parting === "announced" ? { connection: "close" } : {};
  response.writeHead(reply.status, { ...reply.headers, ...closing });
  if (later) {
    response.write(reply.bytes.subarray(0, reply.bytes.length >> 1));
    return;
  }
  endReply(response, reply.bytes, parting);
}

export function endReply(response: ServerResponse, bytes: Buffer, parting: Parting): void {
  const { socket } = response;
  response.end(bytes);
  if (parting === "abrupt") socket?.destroySoon();
}
