import type { FailureCode } from "../../measure/index.ts";
import type { WireRequest } from "../../scenario/index.ts";
import type { Us } from "../../shared/index.ts";

/** An answer as it came: the body undecoded, `doneUs` the moment of its last byte (machine's monotonic clock). */
export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: readonly Uint8Array[];
  readonly doneUs: Us;
}

/** How a request ended otherwise. */
export type NoReply =
  /** The target's or the network's failure. */
  | { readonly kind: "failed"; readonly code: FailureCode; readonly message: string; readonly doneUs: Us }
  /** It never left: this machine is out of descriptors, ports or memory. */
  | { readonly kind: "own_fault"; readonly message: string }
  /** It cannot be put on the wire (an invalid header, say): the scenario's bug. */
  | { readonly kind: "unsendable"; readonly message: string };

/** Takes one request's events. */
export interface ReplyListener {
  /** Its connection stands (at once when an idle one was free). Not called when it never left. */
  connected(): void;
  /** Called once, unless the request was aborted. */
  ended(end: Reply | NoReply): void;
}

/** A request under way. */
export interface Sent {
  /** Gives up: no further call to the listener, and the connection is discarded. */
  abort(): void;
}

/** Counts since the transport began. */
export interface ConnectionCounts {
  readonly connects: number;
  /** Those of `connects` that took the place of a connection that the other side had ended. */
  readonly reconnects: number;
}

/** Sends requests to one target, each on a connection of its own while it lasts. Never retries, follows no redirect, has no timeouts. */
export interface Transport {
  /** Opens `count` connections ahead of need; resolves when each stands or failed, or after `patienceMs`. Failures are the arrivals' to find. */
  warm(count: number, patienceMs: number): Promise<void>;
  /** Hands the request to an idle connection, else opens one. Nothing queues; how many may be open is the caller's to decide. */
  send(request: WireRequest, listener: ReplyListener): Sent;
  counts(): ConnectionCounts;
  close(): void;
}
