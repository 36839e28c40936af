import { defineScenario } from "slo-harness";
import { headers, LIMITS, write } from "./shared/memory.ts";

/** New memories: good when the answer names the commit that holds them. */
export default defineScenario({
  name: "write",
  // 1x. Put your own production rate here, and say where it comes from.
  expected: { rate: 10, users: 4, source: "example, not a forecast" },
  arrivals: "poisson",
  timeout: "5s",
  headers,
  operations: {
    write: { request: write },
  },
  limits: [{ operation: "write", ...LIMITS.write }],
});
