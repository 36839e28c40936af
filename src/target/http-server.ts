import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Ms } from "../shared/index.ts";
import { type Answer, refusal } from "./answer.ts";
import type { ArrivalLog } from "./arrival-log.ts";
import type { Fate, Fates } from "./fate.ts";
import { type Fault, OPERATION_BY_PATH, SPARED } from "./fault.ts";
import type { Metrics } from "./metrics.ts";
import { createPartings, endReply, replyOf, writeReply } from "./reply.ts";
import type { ReplyClock } from "./reply-clock.ts";
import { readBody } from "./request-body.ts";
import type { Asked } from "./routes.ts";
import { createWorkQueue } from "./work-queue.ts";

export interface HttpParts {
  readonly faults: readonly Fault[];
  readonly fates: Fates;
  readonly clock: ReplyClock;
  readonly log: ArrivalLog;
  readonly metrics: Metrics;
  readonly answer: (asked: Asked) => Promise<Answer>;
  readonly nowMs: () => Ms;
}

/** Longer than any client of ours keeps an idle connection, so that no request meets a connection that is closing. */
const KEEP_ALIVE_MS: Ms = 65_000;

const GARBAGE = "\u0000\u0001 this is not HTTP\r\n\r\n";

/** One request on its way: where it came from and when its headers were read. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly operation: string;
  readonly requestId: string;
  readonly arrivalMs: Ms;
}

/** The HTTP side: stamps an arrival, learns its fate, and lets the reply leave at its due time. */
export function createHttpServer(parts: HttpParts): Server {
  const { fates, clock, log, metrics, answer, nowMs } = parts;
  const partingOf = createPartings(parts.faults);
  const queue = createWorkQueue();

  const send = (exchange: Exchange, answered: Answer, dueMs: Ms, dripMs: Ms): void => {
    const { response, path, operation, requestId, arrivalMs } = exchange;
    const reply = replyOf(answered, requestId);
    clock.at(
      dueMs,
      () => {
        const { socket } = response;
        if (socket === null || response.destroyed) return;
        const parting = partingOf(socket, path);
        metrics.answered(operation, reply.status, nowMs() - arrivalMs);
        writeReply(response, reply, parting, dripMs > 0);
        if (dripMs > 0) {
          const rest = reply.bytes.subarray(reply.bytes.length >> 1);
          clock.at(dueMs + dripMs, () => endReply(response, rest, parting));
        }
      },
      arrivalMs,
    );
  };

  const serve = (exchange: Exchange, n: number, dueMs: Ms, dripMs: Ms): void => {
    const { request, path, arrivalMs } = exchange;
    const { method = "GET", headers } = request;
    readBody(request, (body) => {
      const run = async (): Promise<void> => {
        const answered = await answer({ method, path, headers, body, n, waitedMs: nowMs() - arrivalMs });
        send(exchange, answered, dueMs, dripMs);
      };
      if (path.startsWith("/v1/")) queue.add(run);
      else void run();
    });
  };

  const meet = (exchange: Exchange, fate: Fate, n: number): void => {
    const { request, operation } = exchange;
    if (fate.kind === "serve") {
      serve(exchange, n, fate.dueMs, fate.dripMs);
      return;
    }
    request.resume();
    switch (fate.kind) {
      case "never":
        break;
      case "reset":
        clock.at(fate.dueMs, () => request.socket.resetAndDestroy());
        break;
      case "garbage":
        clock.at(fate.dueMs, () => request.socket.end(GARBAGE));
        break;
      case "refuse":
        send(exchange, injected(fate, operation), fate.dueMs, 0);
        break;
    }
  };

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      const arrivalMs = nowMs();
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const operation = OPERATION_BY_PATH[path] ?? "other";
      const requestId = String(request.headers["x-request-id"] ?? randomUUID()).slice(0, 200);
      const exchange = { request, response, path, operation, requestId, arrivalMs };
      const fate = fates.admit(path, arrivalMs);
      const numbered = operation !== "other" && !SPARED.includes(operation);
      const n = numbered ? log.note(path, requestId, arrivalMs, fate) : 0;
      meet(exchange, fate, n);
    },
  );
  return server;
}

function injected(fate: Extract<Fate, { kind: "refuse" }>, operation: string): Answer {
  const { status, retryAfterS } = fate;
  if (retryAfterS === null) return refusal(status, `injected_${status}`, "scripted by --fault");
  const headers = { "retry-after": String(retryAfterS) };
  return refusal(status, `rate_limited_${operation}`, "too many requests", headers);
}
