// Entry of a worker thread: drives its share of a closed plan over autocannon's connections, and its probes over undici's.
import { setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { Arrival } from "../../plan/index.ts";
import { attend } from "../native/attend.ts";
import { prepareShard } from "../native/drive-shard.ts";
import type { FromWorker, WorkerJob } from "../native/job.ts";
import { rehearse } from "../native/rehearse.ts";
import { createRunClock } from "../native/run-clock.ts";
import { threadClock } from "../native/thread-clock.ts";
import { createTickerPacer } from "../native/ticker-pacer.ts";
import { createUndiciTransport } from "../native/undici-transport.ts";
import { createAutocannonTransport } from "./autocannon-transport.ts";

/** Node gives each address of a name 250 ms by default, less than a far or busy target may need for a handshake. */
const PER_ADDRESS_MS = 5_000;

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
const port = parentPort;
const job = workerData as WorkerJob;
const post = (message: FromWorker): void => port.postMessage(message);
setDefaultAutoSelectFamilyAttemptTimeout(PER_ADDRESS_MS);
const machine = threadClock();
const clock = createRunClock(machine);
const transport = createAutocannonTransport(job.target, clock.sinceOrigin);
const probeTransport = createUndiciTransport(job.target, clock.sinceOrigin);
const pacer = createTickerPacer<Arrival>(machine, new URL(job.tickerFile), (error) => {
  throw error;
});
const shard = prepareShard({ job, clock, transport, probeTransport, pacer, post });

attend(port, clock, shard, async () => {
  transport.close();
  probeTransport.close();
  await pacer.close();
});

// A request follows within the answer's own call, as under load: only so is its connection kept.
await rehearse(
  machine,
  (url, now) => createAutocannonTransport({ url }, now),
  (next) => next(),
);
post({ kind: "ready" });
