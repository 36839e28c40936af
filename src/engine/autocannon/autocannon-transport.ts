import type { Now } from "../native/thread-clock.ts";
import type { Transport } from "../native/transport.ts";
import { type Exchange, type Line, openLine } from "./line.ts";
import { whyUnsendable } from "./sendable.ts";

/**
 * HTTP/1.1 by autocannon. Its clients send at once and again as soon as they were answered, so a connection is kept only for a request that
 * is sent while the last answer is being heard; every other request has a new one. None can be opened ahead. It verifies no certificate.
 */
export function createAutocannonTransport(target: { readonly url: string }, now: Now): Transport {
  const { origin, pathname } = new URL(target.url);
  const basePath = pathname.replace(/\/$/, "");
  const lines = new Set<Line>();
  let heard: Line | null = null;
  let connects = 0;
  let reconnects = 0;
  /** Connections that the other side ended and that none has replaced yet. */
  let lost = 0;

  const open = (exchange: Exchange): Line => {
    let carries = true;
    const line = openLine(
      {
        origin,
        basePath,
        now,
        opened() {
          connects++;
          if (lost === 0) return;
          lost--;
          reconnects++;
        },
        over(byOther) {
          carries = false;
          lines.delete(line);
          if (byOther) lost++;
        },
        answering(answered, listen) {
          heard = answered;
          listen();
          heard = null;
        },
      },
      exchange,
    );
    if (carries) lines.add(line);
    return line;
  };

  return {
    warm: async () => {},

    send(request, listener) {
      const unsendable = whyUnsendable(request);
      if (unsendable !== null) {
        queueMicrotask(() => listener.ended({ kind: "unsendable", message: unsendable }));
        return { abort() {} };
      }
      const exchange: Exchange = { request, listener };
      const line = heard?.follow(exchange) === true ? heard : open(exchange);
      return { abort: () => line.abort(exchange) };
    },

    counts: () => ({ connects, reconnects }),

    close() {
      for (const line of [...lines]) line.close();
    },
  };
}
