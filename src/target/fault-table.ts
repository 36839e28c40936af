import { type Ms, type PerSec, readDuration, US_PER_MS } from "../shared/index.ts";
import type { CycleStep, FaultKind } from "./fault.ts";
import { readShare, type Share } from "./share.ts";

/** One row of the table behind `--fault`: the help text, the parser and its tests all walk it. */
export interface FaultRow {
  readonly name: FaultKind["kind"];
  /** What stands behind `name=`. */
  readonly syntax: string;
  readonly does: string;
  readonly example: string;
  /** null when the text does not fit the syntax. */
  read(value: string): FaultKind | null;
}

/** Every fault that can be scripted. Any may end in `@operation` or `@/path`; several are combined by repeating. */
export const FAULTS: readonly FaultRow[] = [
  {
    name: "delay",
    syntax: "D",
    does: "adds D to every reply",
    example: "delay=20ms@recall",
    read: (value) => {
      const delayMs = readMs(value);
      return delayMs === null ? null : { kind: "delay", delayMs };
    },
  },
  {
    name: "stall",
    syntax: "S/P",
    does: "freezes for the last S of every period P, counted from the first request; what is due then leaves when it ends",
    example: "stall=1s/10s",
    read: (value) => {
      const [stallMs = null, periodMs = null, ...rest] = value.split("/").map(readMs);
      if (stallMs === null || periodMs === null || rest.length > 0) return null;
      return stallMs > 0 && stallMs < periodMs ? { kind: "stall", stallMs, periodMs } : null;
    },
  },
  {
    name: "hang",
    syntax: "at:T,for:S",
    does: "freezes once, T after the first request, for S",
    example: "hang=at:25s,for:5s",
    read: (value) => {
      const match = /^at:([^,]+),for:(.+)$/.exec(value);
      const atMs = readMs(match?.[1]);
      const forMs = readMs(match?.[2]);
      return atMs === null || forMs === null ? null : { kind: "hang", atMs, forMs };
    },
  },
  {
    name: "never",
    syntax: "SHARE",
    does: "never answers this share of the requests (1/50: every 50th; 2% and 0.02 say the same)",
    example: "never=1/50",
    read: (value) => withShare(value, (share) => ({ kind: "never", share })),
  },
  {
    name: "error",
    syntax: "STATUS:SHARE[:D]",
    does: "answers this share with an error status, at once or after D",
    example: "error=504:2%:3s",
    read: (value) => {
      const [status = "", share = "", after = "0ms", ...rest] = value.split(":");
      const afterMs = readMs(after);
      if (!/^[45]\d\d$/.test(status) || afterMs === null || rest.length > 0) return null;
      return withShare(share, (exact) => ({ kind: "error", status: Number(status), share: exact, afterMs }));
    },
  },
  {
    name: "capacity",
    syntax: "C/s",
    does: "is one server that takes 1/C for each request, first come first served",
    example: "capacity=160/s",
    read: (value) => {
      const rate = readRate(value);
      return rate === null ? null : { kind: "capacity", rate };
    },
  },
  {
    name: "mm1",
    syntax: "M/s[:SEED]",
    does: "is one server with exponential service times of mean 1/M, drawn from the seed (default 1)",
    example: "mm1=100/s:7",
    read: (value) => {
      const [text = "", seed = "1", ...rest] = value.split(":");
      const rate = readRate(text);
      if (rate === null || !/^\d{1,15}$/.test(seed) || rest.length > 0) return null;
      return { kind: "mm1", rate, seed: Number(seed) };
    },
  },
  {
    name: "cycle",
    syntax: "DxN,DxN,...",
    does: "adds D to N replies in a row, then the next, round and round",
    example: "cycle=3msx96,1502msx6",
    read: (value) => {
      const steps = value.split(",").map(readStep);
      return steps.every((step) => step !== null) ? { kind: "cycle", steps } : null;
    },
  },
  {
    name: "ratelimit",
    syntax: "R/s[:BURST]",
    does: "answers 429 with retry-after beyond a token bucket of R per second (default burst: R)",
    example: "ratelimit=40/s:80@recall",
    read: (value) => {
      const [text = "", burst, ...rest] = value.split(":");
      const rate = readRate(text);
      if (rate === null || rest.length > 0 || (burst !== undefined && !/^[1-9]\d*$/.test(burst))) return null;
      return { kind: "ratelimit", rate, burst: burst === undefined ? Math.ceil(rate) : Number(burst) };
    },
  },
  {
    name: "close",
    syntax: "N[:abrupt]",
    does: "closes each connection after its Nth response; abrupt: without announcing it in that response",
    example: "close=20",
    read: (value) => {
      const match = /^([1-9]\d*)(:abrupt)?$/.exec(value);
      return match ? { kind: "close", every: Number(match[1]), abrupt: match[2] !== undefined } : null;
    },
  },
  {
    name: "reset",
    syntax: "SHARE",
    does: "resets the connection in place of a reply for this share of the requests",
    example: "reset=1/100",
    read: (value) => withShare(value, (share) => ({ kind: "reset", share })),
  },
  {
    name: "garbage",
    syntax: "SHARE",
    does: "replies with bytes that are no HTTP to this share of the requests",
    example: "garbage=1%",
    read: (value) => withShare(value, (share) => ({ kind: "garbage", share })),
  },
  {
    name: "drip",
    syntax: "D",
    does: "sends the second half of every body D after the first",
    example: "drip=50ms",
    read: (value) => {
      const overMs = readMs(value);
      return overMs === null ? null : { kind: "drip", overMs };
    },
  },
  {
    name: "leak",
    syntax: "SIZE/s or SIZE/m",
    does: "retains memory at this rate from the start (KB, MB, GB are powers of 1000)",
    example: "leak=10MB/m",
    read: (value) => {
      const match = /^(\d+(?:\.\d+)?)(KB|MB|GB)\/(s|m)$/.exec(value);
      const bytes = Number(match?.[1]) * (BYTES[match?.[2] ?? ""] ?? Number.NaN);
      return bytes > 0 ? { kind: "leak", bytesPerSec: bytes / (match?.[3] === "m" ? 60 : 1) } : null;
    },
  },
];

const BYTES: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9 };

function readMs(text: string | undefined): Ms | null {
  const us = readDuration(text ?? "");
  return us === null ? null : us / US_PER_MS;
}

function readRate(text: string): PerSec | null {
  const match = /^(\d+(?:\.\d+)?)\/s$/.exec(text);
  const rate = Number(match?.[1]);
  return rate > 0 ? rate : null;
}

function readStep(text: string): CycleStep | null {
  const match = /^(.+)x([1-9]\d*)$/.exec(text);
  const timeMs = readMs(match?.[1]);
  return match === null || timeMs === null ? null : { timeMs, count: Number(match[2]) };
}

function withShare(text: string, build: (share: Share) => FaultKind): FaultKind | null {
  const share = readShare(text);
  return share === null ? null : build(share);
}
