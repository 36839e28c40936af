import { expect, test } from "vitest";
import { SloError } from "../../../src/shared/index.ts";
import { FAULTS, parseFault } from "../../../src/target/index.ts";

function refused(text: string): SloError {
  try {
    parseFault(text);
  } catch (error) {
    if (error instanceof SloError) return error;
  }
  throw new Error(`"${text}" was accepted`);
}

test.each(FAULTS)("the example of $name parses to that kind", ({ name, example }) => {
  expect(parseFault(example).kind).toBe(name);
});

test.each([
  ["delay=20ms", { kind: "delay", delayMs: 20, only: null }],
  ["delay=500us@recall", { kind: "delay", delayMs: 0.5, only: "recall" }],
  ["delay=20ms@/v1/memory/recall_text", { kind: "delay", delayMs: 20, only: "/v1/memory/recall_text" }],
  ["stall=1s/10s", { kind: "stall", stallMs: 1_000, periodMs: 10_000, only: null }],
  ["hang=at:12s,for:5s", { kind: "hang", atMs: 12_000, forMs: 5_000, only: null }],
  ["never=1/50", { kind: "never", share: { part: 1, whole: 50 }, only: null }],
  ["never=0.02", { kind: "never", share: { part: 2, whole: 100 }, only: null }],
  ["error=503:2%", { kind: "error", status: 503, share: { part: 2, whole: 100 }, afterMs: 0, only: null }],
  [
    "error=504:2.5%:3s",
    { kind: "error", status: 504, share: { part: 25, whole: 1000 }, afterMs: 3_000, only: null },
  ],
  ["capacity=160/s", { kind: "capacity", rate: 160, only: null }],
  ["mm1=100/s:7", { kind: "mm1", rate: 100, seed: 7, only: null }],
  ["mm1=100/s", { kind: "mm1", rate: 100, seed: 1, only: null }],
  [
    "cycle=3msx96,1502msx6",
    {
      kind: "cycle",
      steps: [
        { timeMs: 3, count: 96 },
        { timeMs: 1502, count: 6 },
      ],
      only: null,
    },
  ],
  ["ratelimit=40/s:80", { kind: "ratelimit", rate: 40, burst: 80, only: null }],
  ["ratelimit=0.5/s", { kind: "ratelimit", rate: 0.5, burst: 1, only: null }],
  ["close=20", { kind: "close", every: 20, abrupt: false, only: null }],
  ["close=20:abrupt", { kind: "close", every: 20, abrupt: true, only: null }],
  ["reset=1/100", { kind: "reset", share: { part: 1, whole: 100 }, only: null }],
  ["garbage=1%@oracle", { kind: "garbage", share: { part: 1, whole: 100 }, only: "oracle" }],
  ["drip=50ms", { kind: "drip", overMs: 50, only: null }],
  // 12 MB a minute are 200,000 bytes a second.
  ["leak=12MB/m", { kind: "leak", bytesPerSec: 200_000, only: null }],
])("%s is read", (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

test.each([
  "delay=20",
  "delay=",
  "delay",
  "stall=10s/1s",
  "stall=1s/1s",
  "stall=1s/10s/2s",
  "hang=5s",
  "never=0",
  "never=3/2",
  "never=101%",
  "error=200:2%",
  "error=503",
  "capacity=0/s",
  "capacity=160",
  "mm1=100/s:x",
  "cycle=3ms",
  "cycle=3msx0",
  "ratelimit=40/s:0",
  "close=0",
  "leak=10/m",
])("%s is refused with the syntax and an example", (text) => {
  const name = text.split("=")[0];
  const error = refused(text);
  expect(error.code).toBe("bad_usage");
  expect(error.message).toContain(`expected ${name}=`);
  expect(error.hint).toContain("for example");
});

test("a misspelt fault gets the nearest name", () => {
  const error = refused("dealy=5ms");
  expect(error.code).toBe("bad_usage");
  expect(error.message).toBe('--fault "dealy=5ms": unknown fault "dealy" (did you mean "delay"?)');
});

test("a misspelt operation gets the nearest name and the list", () => {
  const error = refused("delay=5ms@recal");
  expect(error.message).toContain('no operation or path "recal" (did you mean "recall"?)');
  expect(error.hint).toContain("/v1/memory/recall_text");
});
