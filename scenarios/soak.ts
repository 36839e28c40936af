import { defineScenario } from "slo-harness";
import mixed from "./mixed.ts";
import { rewrite } from "./shared/memory.ts";

/** The mixed load at 1x, held for a day; a night passes --duration 8h. */
export default defineScenario({
  ...mixed,
  name: "soak",
  duration: "24h",
  // Recalls and writes as in mixed, but the writes go round: a store that grows all night would look like a leak.
  operations: { ...mixed.operations, write: { weight: 1, request: rewrite } },
  // A hopeless night ends early, and fails; so does one with nothing good for 30 s, without being asked.
  abort: { error_rate: "50%", for: "5m" },
});
