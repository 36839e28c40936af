import type { Socket } from "node:net";
import autocannon, { type Client, type Head } from "autocannon";
import type { FailureCode } from "../../measure/index.ts";
import type { WireRequest } from "../../scenario/index.ts";
import type { Bytes } from "../../shared/index.ts";
import { blameOf, describeError } from "../native/failure-code.ts";
import type { Now } from "../native/thread-clock.ts";
import type { NoReply, ReplyListener } from "../native/transport.ts";
import { Answer, whyUnreadable } from "./answer.ts";
import { toAutocannon } from "./sendable.ts";
import { UNREAD } from "./unread-histograms.ts";

/** A body beyond this is a protocol failure: no scenario's check wants it, and it would be our memory's end. */
const BODY_LIMIT: Bytes = 64 * 1024 * 1024;
/** A head beyond this is one too; autocannon's parser would gather it for ever. */
const HEAD_LIMIT: Bytes = 80 * 1024;

/** The longest a timer waits, in whole seconds: autocannon's own timeout, one for all operations, never comes; ours do. */
const NEVER_S = Math.floor((2 ** 31 - 1) / 1e3);

/** A request on its way: asked for, and told of when it ends. */
export interface Exchange {
  readonly request: WireRequest;
  readonly listener: ReplyListener;
}

export interface LineParts {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly basePath: string;
  readonly now: Now;
  readonly opened: () => void;
  /** It carries nothing more; `lost`: the other side ended it. */
  readonly over: (lost: boolean) => void;
  /** Calls `listen` with this line marked as the one being answered. */
  readonly answering: (line: Line, listen: () => void) => void;
}

/** One autocannon client for the life of one connection. */
export interface Line {
  /** While its answer is being heard: the request to follow. False: none can follow on this connection. */
  follow(exchange: Exchange): boolean;
  /** Gives up an exchange of its, and with it the connection. */
  abort(exchange: Exchange): void;
  close(): void;
}

/**
 * Opens a connection and sends the first request. autocannon would go on for ever, and by itself reconnects after an end, an error or a
 * timeout with its queue of sent requests and its parser as they were: from then on each answer is matched with an earlier request. So a
 * client here lives as long as its connection, sends only what it was handed, and another one takes the next connection.
 */
export function openLine(parts: LineParts, first: Exchange): Line {
  const { origin, basePath, now, opened, over, answering } = parts;
  let client: Client | null = null;
  let current: Exchange | null = null;
  let next: Exchange | null = first;
  let isOver = false;
  let closing = false;
  /** Chunks read so far, and how many had been when the current request was sent. */
  let chunks = 0;
  let sentAfter = 0;
  let head: Head | null = null;
  let headBytes: Bytes = 0;
  let interim = false;
  let body: Uint8Array[] = [];
  let bodyBytes: Bytes = 0;

  const leave = (lost: boolean): void => {
    if (isOver) return;
    isOver = true;
    over(lost);
  };

  const end = (lost: boolean, how: NoReply): void => {
    if (isOver) return;
    const ended = current;
    current = null;
    leave(lost);
    client?.destroy();
    ended?.listener.ended(how);
  };
  const fail = (code: FailureCode, message: string): void =>
    end(code === "reset", { kind: "failed", code, message, doneUs: now() });

  const sending = (): void => {
    if (isOver || client === null) return;
    if (next === null) throw new Error("autocannon sent a request that nobody asked for");
    current = next;
    next = null;
    head = null;
    headBytes = 0;
    body = [];
    bodyBytes = 0;
    sentAfter = chunks;
    client.setRequests([toAutocannon(basePath, current.request)]);
    if (client.reqsMade === 0) watch(client, client.conn);
    else current.listener.connected();
  };

  const headRead = (read: Head): void => {
    if (isOver || client === null || current === null) return;
    // Nothing that was read together with the last answer can be the answer to a request sent after it.
    const wrong = sentAfter === chunks ? "an answer came before its request was sent" : whyUnreadable(read);
    if (wrong !== null) {
      fail("protocol", wrong);
      return;
    }
    interim = read.statusCode < 200;
    if (interim) return;
    head = read;
    // The answer to HEAD tells of a body that does not come.
    if (current.request.method === "HEAD") {
      client.parser.body_bytes = 0;
      client.parser.isChunked = false;
    }
  };

  const bodyRead = (chunk: Uint8Array): void => {
    if (isOver) return;
    bodyBytes += chunk.byteLength;
    if (bodyBytes <= BODY_LIMIT) body.push(chunk);
    else fail("protocol", `the body is longer than ${BODY_LIMIT} bytes`);
  };

  const answered = (): void => {
    if (isOver || client === null || current === null || head === null) return;
    const { listener } = current;
    const reply = new Answer(head, body, now());
    closing ||= !head.shouldKeepAlive;
    current = null;
    answering(line, () => listener.ended(reply));
    // autocannon sends the next request on return, unless it has sent its most: then it ends this client.
    if (next === null) leave(closing);
    else client.responseMax = client.reqsMade + 1;
  };

  const watch = ({ parser }: Client, socket: Socket): void => {
    const hook = parser.constructor.kOnMessageComplete;
    const complete = parser[hook];
    parser[hook] = () => {
      // autocannon takes an interim answer (100, 103) for the answer.
      if (interim) interim = false;
      else complete?.();
    };
    socket
      .setNoDelay(true)
      .once(origin.startsWith("https:") ? "secureConnect" : "connect", () => {
        opened();
        current?.listener.connected();
      })
      .prependListener("data", (chunk: Uint8Array) => {
        chunks++;
        if (head === null) headBytes += chunk.byteLength;
      })
      .on("data", () => {
        if (parser.hadError) fail("protocol", "the answer is not HTTP");
        else if (head === null && headBytes > HEAD_LIMIT)
          fail("protocol", `the answer's head is longer than ${HEAD_LIMIT} bytes`);
      })
      .prependListener("end", () => {
        closing = true;
        // An answer without a length ends with its connection.
        parser.finish();
        fail("reset", "the connection was closed before the answer was whole");
      })
      .prependListener("error", (error) => {
        const blame = blameOf(error);
        const message = describeError(error);
        if (blame === "own_fault" || blame === "unsendable") end(false, { kind: blame, message });
        else fail(blame, message);
      })
      .once("close", () => fail("reset", "the connection was closed before the answer was whole"));
  };

  const line: Line = {
    follow(exchange) {
      if (isOver || closing || next !== null) return false;
      next = exchange;
      return true;
    },
    abort(exchange) {
      if (next === exchange) next = null;
      if (current !== exchange) return;
      current = null;
      line.close();
    },
    close() {
      leave(false);
      client?.destroy();
    },
  };

  autocannon(
    {
      url: origin,
      connections: 1,
      pipelining: 1,
      // Of this client; raised by one for each request that follows.
      amount: 1,
      timeout: NEVER_S,
      histograms: UNREAD,
      skipAggregateResult: true,
      setupClient: (made) => {
        client = made
          .on("request", sending)
          .on("headers", headRead)
          .on("body", bodyRead)
          .on("response", answered);
      },
    },
    (error) => {
      if (error !== null) throw error;
    },
  );
  return line;
}
