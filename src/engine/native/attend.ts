import type { MessagePort } from "node:worker_threads";
import type { Shard } from "./drive-shard.ts";
import type { FromWorker, ToWorker } from "./job.ts";
import type { RunClock } from "./run-clock.ts";

/** Has a worker thread's shard obey its engine's messages; when it is driven to its end, `close` gives back what it used, and the thread ends. */
export function attend(port: MessagePort, clock: RunClock, shard: Shard, close: () => Promise<void>): void {
  const finish = async (): Promise<void> => {
    await close();
    port.postMessage({ kind: "done" } satisfies FromWorker);
    port.close();
  };
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
}
