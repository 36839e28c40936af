import type { IncomingHttpHeaders } from "node:http";
import type { Ms } from "../shared/index.ts";
import { type Answer, HttpFailure, ok, refusal } from "./answer.ts";
import type { ArrivalLog } from "./arrival-log.ts";
import { createKeyCheck } from "./auth.ts";
import type { MemoryService } from "./memory-service.ts";
import type { Metrics } from "./metrics.ts";
import type { Lateness } from "./reply-clock.ts";
import { MOST_BODY_BYTES } from "./request-body.ts";

/** One request whose body has been read. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Null when it was too large. */
  readonly body: string | null;
  /** Its number in the arrival log; 0 when it has none. */
  readonly n: number;
  readonly waitedMs: Ms;
}

export interface RouteParts {
  readonly service: MemoryService;
  readonly metrics: Metrics;
  readonly log: ArrivalLog;
  readonly lateness: () => Lateness;
  readonly key: string | null;
}

interface Route {
  readonly methods: readonly string[];
  answer(asked: Asked): Answer | Promise<Answer>;
}

/** What the service answers when no fault interferes. It never throws: whatever goes wrong is an answer. */
export function createRoutes(parts: RouteParts): (asked: Asked) => Promise<Answer> {
  const routes = routesOf(parts);
  const allowed = createKeyCheck(parts.key);
  return async (asked) => {
    const route = routes[asked.path];
    if (route === undefined) return refusal(404, "not_found", `no route ${asked.method} ${asked.path}`);
    if (!route.methods.includes(asked.method)) {
      const allow = route.methods.join(", ");
      return refusal(405, "method_not_allowed", `${asked.path} takes ${allow}`, { allow });
    }
    if (asked.path.startsWith("/v1/") && !allowed(asked.headers)) {
      return refusal(401, "unauthorized", "send the key as X-Api-Key or as Authorization: Bearer");
    }
    if (asked.body === null) {
      return refusal(413, "payload_too_large", `a body may have ${MOST_BODY_BYTES} bytes`);
    }
    try {
      return await route.answer(asked);
    } catch (error) {
      if (error instanceof HttpFailure) return error.answer;
      return refusal(500, "internal_error", error instanceof Error ? error.message : String(error));
    }
  };
}

function routesOf({ service, metrics, log, lateness }: RouteParts): Readonly<Record<string, Route>> {
  const call = ({ body, headers, waitedMs }: Asked) => {
    const tenant = headers["x-tenant-id"];
    return { body: body ?? "", waitedMs, tenantHeader: Array.isArray(tenant) ? tenant[0] : tenant };
  };
  return {
    "/v1/memory/write": { methods: ["POST"], answer: (asked) => service.write(call(asked)) },
    "/v1/memory/recall_text": { methods: ["POST"], answer: (asked) => service.recall(call(asked)) },
    "/health": {
      methods: ["GET"],
      answer: () =>
        ok({ ok: true, service: "embedded memory service", outbox_pending: service.pendingEmbeddings() }),
    },
    "/metrics": { methods: ["GET"], answer: async () => ok(await metrics.text()) },
    "/oracle": { methods: ["GET", "POST"], answer: ({ n }) => ok({ ok: true, n }) },
    "/oracle/lateness": {
      methods: ["GET"],
      answer: () => {
        const { replies, p50Ms, p99Ms, maxMs } = lateness();
        return ok({ replies, p50_ms: p50Ms, p99_ms: p99Ms, max_ms: maxMs });
      },
    },
    "/oracle/log": {
      methods: ["GET"],
      answer: () => {
        const entries = log.entries();
        return entries === null
          ? refusal(404, "not_found", "start the target with --log to keep one")
          : ok(entries);
      },
    },
  };
}
