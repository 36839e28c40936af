import { Worker } from "node:worker_threads";
import type { Ms } from "../shared/index.ts";

/** Wakes the event loop at a time finer than the millisecond of `setTimeout`. One alarm at a time; the last one set holds. */
export interface Waker {
  set(atMs: Ms): void;
  /** How long before the wanted time the alarm should be set for: what it may come late, to be bridged by polling. */
  headStartMs(): Ms;
  stop(): void;
}

/**
 * A thread that sleeps in `Atomics.wait` wakes us 0.1 ms late or less, 0.2 to 0.3 ms in one of a hundred cases, for a few
 * per cent of a core. `setTimeout` comes up to 1.2 ms late, and polling over that costs a third of a core at 200
 * replies a second; it serves only until the thread is up.
 */
const THREAD_HEAD_START_MS: Ms = 0.2;
const TIMER_HEAD_START_MS: Ms = 1.6;

// alarm[0]: when to wake, in ns of the monotonic clock that threads share; 0 none, -1 end. turn[0]: counts settings.
const THREAD = `
const { parentPort, workerData: { alarm, turn } } = require("node:worker_threads");
parentPort.postMessage("up");
for (;;) {
  const seen = Atomics.load(turn, 0);
  const atNs = Atomics.load(alarm, 0);
  if (atNs < 0n) break;
  const leftMs = atNs === 0n ? Infinity : Number(atNs - process.hrtime.bigint()) / 1e6;
  if (leftMs > 0) Atomics.wait(turn, 0, seen, leftMs);
  else if (Atomics.compareExchange(alarm, 0, atNs, 0n) === atNs) parentPort.postMessage("due");
}
parentPort.close();
`;

export function createWaker(nowMs: () => Ms, onWake: () => void): Waker {
  const alarm = new BigInt64Array(new SharedArrayBuffer(8));
  const turn = new Int32Array(new SharedArrayBuffer(4));
  let started = false;
  let up = false;
  let timer: NodeJS.Timeout | null = null;

  const tellThread = (atNs: bigint): void => {
    Atomics.store(alarm, 0, atNs);
    Atomics.add(turn, 0, 1);
    Atomics.notify(turn, 0);
  };
  const startThread = (): void => {
    started = true;
    const worker = new Worker(THREAD, { eval: true, execArgv: [], workerData: { alarm, turn } });
    worker.on("message", (word: "up" | "due") => {
      if (word === "up") up = true;
      else onWake();
    });
    worker.on("exit", () => {
      up = false;
    });
    worker.unref();
  };
  return {
    set: (atMs) => {
      if (!started) startThread();
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const leftMs = atMs - nowMs();
      if (up) tellThread(process.hrtime.bigint() + BigInt(Math.max(0, Math.round(leftMs * 1e6))));
      else timer = setTimeout(onWake, Math.max(1, Math.min(Math.floor(leftMs), 2 ** 31 - 1)));
    },
    headStartMs: () => (up ? THREAD_HEAD_START_MS : TIMER_HEAD_START_MS),
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      tellThread(-1n);
    },
  };
}
