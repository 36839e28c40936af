import type { Ms, PerSec } from "../shared/index.ts";
import { type Fault, strikes } from "./fault.ts";
import { quotaOf, type Share } from "./share.ts";
import {
  bucket,
  constantService,
  cycle,
  exponentialService,
  server,
  type TimeStage,
  thawHang,
  thawStall,
} from "./virtual-time.ts";

/** What becomes of one request, decided when it arrives; times on the clock of its arrival. */
export type Fate =
  | { readonly kind: "serve"; readonly dueMs: Ms; readonly dripMs: Ms }
  | {
      readonly kind: "refuse";
      readonly dueMs: Ms;
      readonly status: number;
      readonly retryAfterS: number | null;
    }
  | { readonly kind: "garbage"; readonly dueMs: Ms }
  | { readonly kind: "reset"; readonly dueMs: Ms }
  | { readonly kind: "never" };

/** Decides by count and by computed time alone, never by chance or by a clock of its own. */
export interface Fates {
  /** Called once for each request, in the order of arrival; `atMs` never decreases. */
  admit(path: string, atMs: Ms): Fate;
}

/** A fault's claim on one request: a reply of its kind, this long after the request was taken up. */
interface Claim {
  readonly afterMs: Ms;
  fate(dueMs: Ms): Fate;
}
/** What one fault does to the requests that it strikes. */
type Stage =
  | { readonly does: "claim"; claim(atMs: Ms, claimed: boolean): Claim | null }
  | { readonly does: "freeze"; thaw(atMs: Ms, originMs: Ms): Ms; originMs: Ms | null }
  | { readonly does: "time"; readonly reply: TimeStage }
  | { readonly does: "drip"; readonly dripMs: Ms }
  | { readonly does: "nothing" };

/**
 * How faults combine: first what kind of reply it is (of never, error, garbage, reset and ratelimit the first to claim
 * the request wins), then servers and delays one after the other, both in the order given. A request that arrives, or a
 * reply that is due, while the service is frozen waits until it thaws. A claimed request takes no time of a server.
 */
export function createFates(faults: readonly Fault[]): Fates {
  const staged = faults.map((fault) => ({ fault, stage: stageOf(fault) }));
  return {
    admit: (path, atMs) => {
      const stages = staged.filter(({ fault }) => strikes(fault, path)).map(({ stage }) => stage);
      const claim = claimOf(stages, atMs);
      const thaw = thawer(stages, atMs);
      if (claim !== null) return claim.fate(thaw(thaw(atMs) + claim.afterMs));
      let dueMs = thaw(atMs);
      let dripMs = 0;
      for (const stage of stages) {
        if (stage.does === "time") dueMs = stage.reply(dueMs);
        if (stage.does === "drip") dripMs += stage.dripMs;
      }
      return { kind: "serve", dueMs: thaw(dueMs), dripMs };
    },
  };
}

function stageOf(fault: Fault): Stage {
  switch (fault.kind) {
    case "delay":
      return { does: "time", reply: (atMs) => atMs + fault.delayMs };
    case "cycle":
      return { does: "time", reply: cycle(fault.steps) };
    case "capacity":
      return { does: "time", reply: server(constantService(fault.rate)) };
    case "mm1":
      return { does: "time", reply: server(exponentialService(fault.rate, fault.seed)) };
    case "stall":
      return {
        does: "freeze",
        originMs: null,
        thaw: (atMs, originMs) => thawStall(atMs, originMs, fault.stallMs, fault.periodMs),
      };
    case "hang":
      return {
        does: "freeze",
        originMs: null,
        thaw: (atMs, originMs) => thawHang(atMs, originMs + fault.atMs, fault.forMs),
      };
    case "never":
      return byShare(fault.share, { afterMs: 0, fate: () => ({ kind: "never" }) });
    case "garbage":
      return byShare(fault.share, { afterMs: 0, fate: (dueMs) => ({ kind: "garbage", dueMs }) });
    case "reset":
      return byShare(fault.share, { afterMs: 0, fate: (dueMs) => ({ kind: "reset", dueMs }) });
    case "error":
      return byShare(fault.share, refusal(fault.status, null, fault.afterMs));
    case "ratelimit":
      return byRate(fault.rate, fault.burst);
    case "drip":
      return { does: "drip", dripMs: fault.overMs };
    case "close":
    case "leak":
      return { does: "nothing" };
  }
}

function refusal(status: number, retryAfterS: number | null, afterMs: Ms): Claim {
  return { afterMs, fate: (dueMs) => ({ kind: "refuse", dueMs, status, retryAfterS }) };
}

function byShare(share: Share, claim: Claim): Stage {
  const quota = quotaOf(share);
  return { does: "claim", claim: (_atMs, claimed) => (quota.picks(claimed) ? claim : null) };
}

function byRate(rate: PerSec, burst: number): Stage {
  const tokens = bucket(rate, burst);
  const claim = (atMs: Ms, claimed: boolean): Claim | null => {
    const waitMs = claimed ? null : tokens.take(atMs);
    return waitMs === null ? null : refusal(429, Math.max(1, Math.ceil(waitMs / 1000)), 0);
  };
  return { does: "claim", claim };
}

/** Every claiming fault counts every request, also one that an earlier fault has taken. */
function claimOf(stages: readonly Stage[], atMs: Ms): Claim | null {
  let first: Claim | null = null;
  for (const stage of stages) {
    if (stage.does === "claim") first = stage.claim(atMs, first !== null) ?? first;
  }
  return first;
}

/** Freezes that overlap for ever (two stalls that cover each other's gaps) must not stop the service: it gives up here. */
const MOST_FREEZES_IN_A_ROW = 100;

/** The freezes together: the end of one may lie inside another. Each counts from the first request it strikes. */
function thawer(stages: readonly Stage[], atMs: Ms): TimeStage {
  const freezes = stages.filter((stage) => stage.does === "freeze");
  for (const freeze of freezes) freeze.originMs ??= atMs;
  return (timeMs) => {
    let thawedMs = timeMs;
    for (let round = 0; round < MOST_FREEZES_IN_A_ROW; round++) {
      const beforeMs = thawedMs;
      for (const freeze of freezes) thawedMs = freeze.thaw(thawedMs, freeze.originMs ?? atMs);
      if (thawedMs === beforeMs) break;
    }
    return thawedMs;
  };
}
