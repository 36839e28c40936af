// Entry of a worker thread: drives its share of the plan. Here the clock, the sockets and the ticker come in.
import { parentPort, workerData } from "node:worker_threads";
import { type Arrival, usersAt } from "../../plan/index.ts";
import { prepareShard } from "./drive-shard.ts";
import { type FromWorker, shareOf, type ToWorker, type WorkerJob } from "./job.ts";
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

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "start":
      clock.begin(message.originUs);
      void shard.drive().then(finish);
      return;
    case "end":
      return shard.end(message.rest);
    case "abandon":
      return shard.abandon();
  }
});

await rehearse(machine, (url, now) => createUndiciTransport({ url, insecure: false }, now));
const wanted = job.plan.workload === "closed" ? usersAt(job.plan, job.fromUs) : WARM_CONNECTIONS;
await transport.warm(
  shareOf(Math.min(job.inFlightCap, Math.round(wanted)), job.worker, job.workers),
  WARM_PATIENCE_MS,
);
post({ kind: "ready" });

async function finish(): Promise<void> {
  transport.close();
  await pacer.close();
  post({ kind: "done" });
  port.close();
}
