import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ms } from "../shared/index.ts";

/** What `GET /metrics` tells, in Prometheus text: the process itself, the outbox, and each operation's requests. */
export interface Metrics {
  /** Counts one answered request; `tookMs` runs from its headers' arrival to its answer. */
  answered(operation: string, status: number, tookMs: Ms): void;
  text(): Promise<string>;
}

/** From a recall on an idle machine to a 10 s hang. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(pendingEmbeddings: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "memory_requests_total",
    help: "Requests answered, by operation and status.",
    labelNames: ["operation", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "memory_request_duration_seconds",
    help: "From the arrival of a request's headers to its answer.",
    labelNames: ["operation"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  new Gauge({
    name: "outbox_pending",
    help: "Memories whose embedding is still to be computed.",
    registers: [registry],
    collect() {
      this.set(pendingEmbeddings());
    },
  });
  return {
    answered: (operation, status, tookMs) => {
      requests.inc({ operation, status });
      durations.observe({ operation }, tookMs / 1000);
    },
    text: () => registry.metrics(),
  };
}
