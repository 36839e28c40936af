// Entry of the ticker thread: it sleeps until the next due time and wakes its worker with an empty message.
import { parentPort, workerData } from "node:worker_threads";
import { type DueRing, tickUntilEnded } from "./due-ring.ts";
import { threadClock } from "./thread-clock.ts";

tickUntilEnded(workerData as DueRing, threadClock(), () => parentPort?.postMessage(0));
