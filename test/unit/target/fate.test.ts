import { expect, test } from "vitest";
import { createFates } from "../../../src/target/fate.ts";
import { parseFault } from "../../../src/target/index.ts";

const RECALL = "/v1/memory/recall_text";
const fatesOf = (...faults: string[]) => createFates(faults.map(parseFault));
const served = (dueMs: number, dripMs = 0) => ({ kind: "serve", dueMs, dripMs });

test("without faults every reply is due at once", () => {
  expect(fatesOf().admit("/oracle", 7)).toEqual(served(7));
});

test("a fault without a place spares /health, /metrics and unknown paths", () => {
  const fates = fatesOf("delay=20ms");
  expect(fates.admit("/oracle", 0)).toEqual(served(20));
  expect(fates.admit("/health", 0)).toEqual(served(0));
  expect(fates.admit("/metrics", 0)).toEqual(served(0));
  expect(fates.admit("/oracle/log", 0)).toEqual(served(0));
});

test("a fault strikes the operation or the path that it names, /health too", () => {
  const fates = fatesOf("delay=20ms@recall", "delay=3ms@/v1/memory/write", "delay=1ms@health");
  expect(fates.admit(RECALL, 0)).toEqual(served(20));
  expect(fates.admit("/v1/memory/write", 0)).toEqual(served(3));
  expect(fates.admit("/health", 0)).toEqual(served(1));
  expect(fates.admit("/oracle", 0)).toEqual(served(0));
});

test("servers and delays add up in the order given", () => {
  const fates = fatesOf("capacity=100/s", "delay=5ms");
  // The server ends at 10 and 20 ms; the delay comes after it.
  expect(fates.admit("/oracle", 0)).toEqual(served(15));
  expect(fates.admit("/oracle", 0)).toEqual(served(25));
});

test("a reply that is due while the service is frozen leaves when it thaws", () => {
  const fates = fatesOf("hang=at:100ms,for:1s", "delay=20ms");
  expect(fates.admit("/oracle", 5)).toEqual(served(25)); // the first request: frozen from 105 to 1105
  expect(fates.admit("/oracle", 90)).toEqual(served(1_105)); // due at 110
  expect(fates.admit("/oracle", 200)).toEqual(served(1_125)); // taken up at 1105, then 20 ms
  expect(fates.admit("/oracle", 1_105)).toEqual(served(1_125));
});

test("freezes that end inside one another are followed to the last", () => {
  const fates = fatesOf("hang=at:100ms,for:1s", "hang=at:1s,for:1s");
  fates.admit("/oracle", 0);
  expect(fates.admit("/oracle", 150)).toEqual(served(2_000));
});

test("stalls that never leave a gap do not stop the service from deciding", () => {
  const fates = fatesOf("stall=6s/10s", "stall=6s/10s@recall");
  fates.admit("/oracle", 0);
  // Frozen in [4, 10) and, counted from this request at 5 s, in [9, 15): together without a gap.
  expect(fates.admit(RECALL, 5_000).kind).toBe("serve");
});

test("errors and requests never answered are counted apart, and both shares are exact", () => {
  const fates = fatesOf("error=503:2%", "error=504:2%:3s", "never=1/50");
  const kinds = Array.from({ length: 1_000 }, (_, i) => fates.admit("/oracle", i));
  const refused = kinds.filter((fate) => fate.kind === "refuse");
  expect(refused.filter(({ status }) => status === 503)).toHaveLength(20);
  // The last 504 and the last "never" carry over: their 1000th request is a 503.
  expect(refused.filter(({ status }) => status === 504)).toHaveLength(19);
  expect(kinds.filter(({ kind }) => kind === "never")).toHaveLength(19);
});

test("an error is due at once or after its own delay, and takes no time of the server", () => {
  const fates = fatesOf("capacity=100/s", "error=503:1/2", "error=504:1/3:3s");
  expect(fates.admit("/oracle", 0)).toEqual(served(10));
  expect(fates.admit("/oracle", 0)).toEqual({ kind: "refuse", dueMs: 0, status: 503, retryAfterS: null });
  expect(fates.admit("/oracle", 0)).toEqual({ kind: "refuse", dueMs: 3_000, status: 504, retryAfterS: null });
});

test("a rate limit refuses with 429 and whole seconds, at least one", () => {
  const fates = fatesOf("ratelimit=0.4/s:1");
  expect(fates.admit(RECALL, 0).kind).toBe("serve");
  // The next token comes after 2.5 s: rounded up to 3. At 2.4 s a tenth of a second is missing: rounded up to 1.
  expect(fates.admit(RECALL, 0)).toEqual({ kind: "refuse", dueMs: 0, status: 429, retryAfterS: 3 });
  expect(fates.admit(RECALL, 2_400)).toEqual({ kind: "refuse", dueMs: 2_400, status: 429, retryAfterS: 1 });
});

test("drip, garbage and reset are fates of their own", () => {
  expect(fatesOf("drip=50ms").admit("/oracle", 0)).toEqual(served(0, 50));
  expect(fatesOf("garbage=100%").admit("/oracle", 1)).toEqual({ kind: "garbage", dueMs: 1 });
  expect(fatesOf("reset=100%").admit("/oracle", 1)).toEqual({ kind: "reset", dueMs: 1 });
});
