import { createHash } from "node:crypto";
import { canonicalJson, digest } from "../shared/index.ts";
import { arrivalsOf } from "./arrivals.ts";
import type { Arrival, LoadPlan } from "./load-plan.ts";

const LINES_AT_ONCE = 4_096;

/** Names a plan: sha256 of its canonical JSON. */
export function planDigest(plan: LoadPlan): string {
  return digest(canonicalJson(plan));
}

/** Names what a plan offers, arrival by arrival: equal for any number of workers and any engine that keeps to it. */
export function scheduleDigest(plan: LoadPlan): string {
  return digestArrivals(arrivalsOf(plan));
}

/** sha256 over one line an arrival, in order: `intendedUs <tab> operation <tab> stream <tab> seq <newline>`. */
export function digestArrivals(arrivals: Iterable<Arrival>): string {
  const hash = createHash("sha256");
  let lines = "";
  let count = 0;
  for (const { intendedUs, operation, stream, seq } of arrivals) {
    lines += `${intendedUs}\t${operation}\t${stream}\t${seq}\n`;
    if (++count % LINES_AT_ONCE === 0) {
      hash.update(lines);
      lines = "";
    }
  }
  return `sha256:${hash.update(lines).digest("hex")}`;
}
