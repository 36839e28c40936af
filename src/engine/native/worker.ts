// Entry of a worker thread: drives its share of the plan. Here the clock, the sockets and the ticker come in.
import { parentPort, workerData } from "node:worker_threads";
import { type Arrival, usersAt } from "../../plan/index.ts";
import { attend } from "./attend.ts";
import { prepareShard } from "./drive-shard.ts";
import { type FromWorker, shareOf, type WorkerJob } from "./job.ts";
import { rehearse } from "./rehearse.ts";
import { createRunClock } from "./run-clock.ts";
import { threadClock } from "./thread-clock.ts";
import { createTickerPacer } from "./ticker-pacer.ts";
import { createUndiciTransport } from "./undici-transport.ts";

/** Connections opened before the first arrival, over all workers, so that the first requests do not all pay for a handshake. */
const WARM_CONNECTIONS = 8;
const WARM_PATIENCE_MS = 2_000;

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
const port = parentPort;
const job = workerData as WorkerJob;
const post = (message: FromWorker): void => port.postMessage(message);
const machine = threadClock();
const clock = createRunClock(machine);
const transport = createUndiciTransport(job.target, clock.sinceOrigin);
const pacer = createTickerPacer<Arrival>(machine, new URL(job.tickerFile), (error) => {
  throw error;
});
const shard = prepareShard({ job, clock, transport, pacer, post });

attend(port, clock, shard, async () => {
  transport.close();
  await pacer.close();
});

await rehearse(machine, (url, now) => createUndiciTransport({ url, insecure: false }, now));
const wanted = job.plan.workload === "closed" ? usersAt(job.plan, job.fromUs) : WARM_CONNECTIONS;
await transport.warm(
  shareOf(Math.min(job.inFlightCap, Math.round(wanted)), job.worker, job.workers),
  WARM_PATIENCE_MS,
);
post({ kind: "ready" });
