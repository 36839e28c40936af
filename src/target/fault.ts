import type { Bytes, Ms, PerSec } from "../shared/index.ts";
import type { Share } from "./share.ts";

/** What a scripted fault does. Times are milliseconds, as the service's own clock counts them. */
export type FaultKind =
  | { readonly kind: "delay"; readonly delayMs: Ms }
  | { readonly kind: "stall"; readonly stallMs: Ms; readonly periodMs: Ms }
  | { readonly kind: "hang"; readonly atMs: Ms; readonly forMs: Ms }
  | { readonly kind: "never"; readonly share: Share }
  | { readonly kind: "error"; readonly status: number; readonly share: Share; readonly afterMs: Ms }
  | { readonly kind: "capacity"; readonly rate: PerSec }
  | { readonly kind: "mm1"; readonly rate: PerSec; readonly seed: number }
  | { readonly kind: "cycle"; readonly steps: readonly CycleStep[] }
  | { readonly kind: "ratelimit"; readonly rate: PerSec; readonly burst: number }
  | { readonly kind: "close"; readonly every: number; readonly abrupt: boolean }
  | { readonly kind: "reset"; readonly share: Share }
  | { readonly kind: "garbage"; readonly share: Share }
  | { readonly kind: "drip"; readonly overMs: Ms }
  | { readonly kind: "leak"; readonly bytesPerSec: Bytes };

/** `count` requests in a row that each take `timeMs`. */
export interface CycleStep {
  readonly timeMs: Ms;
  readonly count: number;
}

/** A fault and where it strikes: an operation ("recall"), a path ("/v1/memory/write"), or (null) all but {@link SPARED}. */
export type Fault = FaultKind & { readonly only: string | null };

/** The operations of the service, by path. */
export const OPERATION_BY_PATH: Readonly<Record<string, string>> = {
  "/v1/memory/write": "write",
  "/v1/memory/recall_text": "recall",
  "/oracle": "oracle",
  "/health": "health",
  "/metrics": "metrics",
};

/** Watchers keep seeing the service while it misbehaves: a fault strikes these only when it names them. */
export const SPARED: readonly string[] = ["health", "metrics"];

/** Whether a fault strikes the requests of a path. A path that is no operation of the service is never struck. */
export function strikes(fault: Fault, path: string): boolean {
  const operation = OPERATION_BY_PATH[path];
  if (operation === undefined) return false;
  return fault.only === null ? !SPARED.includes(operation) : fault.only === operation || fault.only === path;
}
