import { defineScenario } from "slo-harness";
import { headers, LIMITS, MEMORIES, recall, remember, write } from "./shared/memory.ts";

/** Recalls and writes together, two to one, and /health asked beside them at a fixed rate, whatever the load. */
export default defineScenario({
  name: "mixed",
  // 1x: 20 recalls and 10 writes per second. Put your own production rate here, and say where it comes from.
  expected: { rate: 30, users: 4, source: "example, not a forecast" },
  arrivals: "poisson",
  timeout: "5s",
  headers,
  operations: {
    recall: { weight: 2, request: recall },
    write: { weight: 1, request: write },
    remember: { weight: 0, request: remember },
  },
  probes: {
    health: {
      rate: 5,
      request: () => ({ path: "/health" }),
      good: (response) => response.status === 200 && response.json().ok === true,
    },
  },
  // The service's own figures beside the load, where it has a /metrics page that holds them.
  signals: {
    outbox_pending: { series: "outbox_pending", optional: true },
    rss: { series: "process_resident_memory_bytes", optional: true },
  },
  populate: { operation: "remember", count: MEMORIES, unless: "SLO_SCOPE" },
  limits: [
    { operation: "recall", ...LIMITS.recall },
    { operation: "write", ...LIMITS.write },
  ],
});
