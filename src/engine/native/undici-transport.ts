import type { Socket } from "node:net";
import { Client, type Dispatcher } from "undici";
import type { WireRequest } from "../../scenario/index.ts";
import type { Bytes, Ms } from "../../shared/index.ts";
import { blameOf, describeError } from "./failure-code.ts";
import { endpointOf, socketOpener } from "./open-socket.ts";
import type { Now } from "./thread-clock.ts";
import type { NoReply, ReplyListener, Sent, Transport } from "./transport.ts";

/** A body beyond this is a protocol failure: no scenario's check wants it, and it would be our memory's end. */
const BODY_LIMIT: Bytes = 64 * 1024 * 1024;

/** Connections opened ahead are given up unused after this: servers close idle ones, the shortest of the usual limits being 5 s. */
const SPARE_LIFE_MS: Ms = 3_000;

/** undici's word for closing a connection of ours that idled for its `keepAliveTimeout`. */
const OUR_IDLE_CLOSE = "socket idle timeout";

/** One undici client, which holds at most one connection. It leaves the pool for good when that connection ends. */
interface Slot {
  readonly client: Client;
  /** The connection being opened or open. */
  socket: Socket | null;
  /** Told when the connection stands. */
  opened: (() => void) | null;
  /** A request is under way. */
  busy: boolean;
}

/** What an ended request leaves of its connection: one for the next request, one that undici is closing, or none. */
type Left = "open" | "closing" | "lost" | "aborted";

/** HTTP/1.1 by undici's `Client.dispatch`: one request a connection, idle ones reused, the last used first. */
export function createUndiciTransport(
  target: { readonly url: string; readonly insecure: boolean },
  now: Now,
): Transport {
  const { origin, pathname } = new URL(target.url);
  const basePath = pathname.replace(/\/$/, "");
  const openSocket = socketOpener(endpointOf(target));
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  let spares: Socket[] = [];
  let connects = 0;
  let reconnects = 0;
  /** Connections that the other side ended and that none has replaced yet. */
  let lost = 0;

  const connected = (): void => {
    connects++;
    if (lost === 0) return;
    lost--;
    reconnects++;
  };

  const takeSpare = (): Socket | null => {
    for (let spare = spares.pop(); spare !== undefined; spare = spares.pop())
      if (!spare.destroyed) return spare;
    return null;
  };

  const createSlot = (): Slot => {
    const client = new Client(origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: BODY_LIMIT,
      connect: ({ servername }, callback) => {
        const settle = (error: Error | null, socket: Socket): void => {
          if (error === null) {
            slot.opened?.();
            callback(null, socket);
          } else callback(error, null);
        };
        const spare = takeSpare();
        if (spare !== null) {
          slot.socket = spare;
          queueMicrotask(() => settle(null, spare));
          return;
        }
        slot.socket = openSocket((error, socket) => {
          if (error === null) connected();
          settle(error, socket);
        }, servername || undefined);
      },
    });
    const slot: Slot = { client, socket: null, opened: null, busy: false };
    all.add(slot);
    client.on("disconnect", (_origin, _targets, error) => {
      if (error.message !== OUR_IDLE_CLOSE) lost++;
      if (slot.busy) return;
      const at = idle.lastIndexOf(slot);
      if (at !== -1) idle.splice(at, 1);
      discard(slot);
    });
    return slot;
  };

  const discard = (slot: Slot): void => {
    all.delete(slot);
    slot.opened = null;
    slot.client.removeAllListeners("disconnect");
    slot.client.destroy(null, () => {});
    slot.socket?.destroy();
  };

  const leave = (slot: Slot, left: Left): void => {
    slot.opened = null;
    slot.busy = false;
    if (left === "open") idle.push(slot);
    if (left === "lost") lost++;
    if (left === "lost" || left === "aborted") discard(slot);
  };

  return {
    warm: (count, patienceMs) =>
      new Promise((resolve) => {
        let open = count;
        const patience = setTimeout(resolve, patienceMs);
        const settled = (): void => {
          if (--open > 0) return;
          clearTimeout(patience);
          resolve();
        };
        if (count === 0) settled();
        for (let i = 0; i < count; i++) {
          openSocket((error, socket) => {
            if (error === null) {
              connected();
              spares.push(socket);
              setTimeout(() => {
                if (!spares.includes(socket)) return;
                spares = spares.filter((spare) => spare !== socket);
                socket.destroy();
              }, SPARE_LIFE_MS).unref();
            }
            settled();
          });
        }
      }),

    send(request, listener) {
      const reused = idle.pop();
      const slot = reused ?? createSlot();
      slot.busy = true;
      const exchange = new Exchange(now, listener, (left) => leave(slot, left));
      if (reused === undefined) slot.opened = () => listener.connected();
      else listener.connected();
      slot.client.dispatch(dispatchOptions(basePath, request), exchange);
      return exchange;
    },

    counts: () => ({ connects, reconnects }),

    close() {
      for (const slot of all) discard(slot);
      for (const spare of spares) spare.destroy();
      spares = [];
      idle.length = 0;
    },
  };
}

function dispatchOptions(
  basePath: string,
  { method, path, headers, body }: WireRequest,
): Dispatcher.DispatchOptions {
  return { method: method as Dispatcher.HttpMethod, path: basePath + path, headers, body };
}

/** One request's events, from undici's to the listener's. */
class Exchange implements Dispatcher.DispatchHandler, Sent {
  readonly #now: Now;
  readonly #listener: ReplyListener;
  readonly #leave: (left: Left) => void;
  #ended = false;
  #status = 0;
  #headers: Readonly<Record<string, string | readonly string[] | undefined>> = {};
  readonly #body: Uint8Array[] = [];

  constructor(now: Now, listener: ReplyListener, leave: (left: Left) => void) {
    this.#now = now;
    this.#listener = listener;
    this.#leave = leave;
  }

  onRequestStart(): void {}

  /** Called again for each interim response (1xx); the last call is the answer's. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body.push(chunk);
  }

  onResponseEnd(): void {
    const doneUs = this.#now();
    if (this.#ended) return;
    this.#ended = true;
    this.#leave(/\bclose\b/i.test(String(this.#headers.connection ?? "")) ? "closing" : "open");
    const body = this.#body;
    this.#listener.ended({ kind: "reply", status: this.#status, headers: this.#headers, body, doneUs });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    const doneUs = this.#now();
    if (this.#ended) return;
    this.#ended = true;
    const blame = blameOf(error);
    this.#leave(blame === "reset" ? "lost" : "aborted");
    const message = describeError(error);
    const end: NoReply =
      blame === "own_fault" || blame === "unsendable"
        ? { kind: blame, message }
        : { kind: "failed", code: blame, message, doneUs };
    this.#listener.ended(end);
  }

  abort(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave("aborted");
  }
}
