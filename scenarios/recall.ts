import { defineScenario } from "slo-harness";
import { headers, LIMITS, MEMORIES, recall, remember } from "./shared/memory.ts";

/** Questions to a memory that was filled before: an answer without the memory asked for is not good, however fast. */
export default defineScenario({
  name: "recall",
  // 1x. Put your own production rate here, and say where it comes from.
  expected: { rate: 20, users: 4, source: "example, not a forecast" },
  arrivals: "poisson",
  timeout: "5s",
  headers,
  operations: {
    recall: { request: recall },
    remember: { weight: 0, request: remember },
  },
  populate: { operation: "remember", count: MEMORIES, unless: "SLO_SCOPE" },
  limits: [{ operation: "recall", ...LIMITS.recall }],
});
