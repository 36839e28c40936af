import { Agent, request } from "undici";
import type { Bytes, Ms } from "../../shared/index.ts";

/** What a GET brought: an answer of any status, or why there is none. */
export type Got =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly why: string };

/** Exporters of large systems send a few megabytes. */
const MOST_BYTES: Bytes = 16 * 2 ** 20;

/** A client of its own beside the load's: bounded in time and size; follows no redirect, retries nothing. */
export interface CappedClient {
  get(url: string, headers: Readonly<Record<string, string>>, timeoutMs: Ms): Promise<Got>;
  close(): Promise<void>;
}

export function openCappedClient({ insecure }: { readonly insecure: boolean }): CappedClient {
  const agent = new Agent({
    connect: { rejectUnauthorized: !insecure, autoSelectFamilyAttemptTimeout: 2_000 },
  });
  return {
    async get(url, headers, timeoutMs) {
      try {
        const {
          statusCode,
          headers: got,
          body,
        } = await request(url, {
          dispatcher: agent,
          // A connection a request: one kept open between two of them may be closed by the server just then.
          reset: true,
          headers: {
            accept: "text/plain;version=0.0.4, */*;q=0.5",
            "accept-encoding": "identity",
            ...headers,
          },
          signal: AbortSignal.timeout(timeoutMs),
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        const chunks: Buffer[] = [];
        let bytes: Bytes = 0;
        for await (const chunk of body as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes > MOST_BYTES)
            return { kind: "failed", why: `its answer is larger than ${MOST_BYTES} bytes` };
          chunks.push(chunk);
        }
        return {
          kind: "answer",
          status: statusCode,
          headers: got,
          body: Buffer.concat(chunks).toString("utf8"),
        };
      } catch (error) {
        return { kind: "failed", why: explain(error, timeoutMs) };
      }
    },
    close: () => agent.destroy(),
  };
}

function explain(error: unknown, timeoutMs: Ms): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs / 1_000} s`;
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message || error.name;
}
