import { Agent, request as send } from "undici";
import type { ResponseView, WireRequest } from "../scenario/index.ts";
import type { Ms } from "../shared/index.ts";

/** An answer, or why there was none. */
export type Reply =
  | { readonly kind: "response"; readonly view: ResponseView; readonly body: string }
  | { readonly kind: "failure"; readonly message: string };

/** Unmeasured requests: reach, setup, preflight, populate. Verifies TLS unless told not to; follows no redirect; retries nothing. */
export interface Client {
  send(request: WireRequest, timeoutMs: Ms): Promise<Reply>;
  close(): Promise<void>;
}

export function openClient(target: { readonly url: string; readonly insecure: boolean }): Client {
  const agent = new Agent({
    connect: { rejectUnauthorized: !target.insecure, autoSelectFamilyAttemptTimeout: 2_000 },
    connections: 16,
    keepAliveTimeout: 1_000,
  });
  return {
    async send(request, timeoutMs) {
      try {
        const response = await send(`${new URL(target.url).origin}${request.path}`, {
          dispatcher: agent,
          method: request.method as "GET",
          headers: request.headers,
          body: request.body,
          signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        const body = await response.body.text();
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(", ") : (value ?? ""),
          ]),
        );
        const view: ResponseView = {
          status: response.statusCode,
          headers,
          text: () => body,
          json: () => JSON.parse(body),
        };
        return { kind: "response", view, body };
      } catch (error) {
        return { kind: "failure", message: explain(error) };
      }
    },
    close: () => agent.destroy(),
  };
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer within the timeout";
  const parts = error instanceof AggregateError ? error.errors.map(explain) : [error.message || error.name];
  return parts.join("; ");
}
