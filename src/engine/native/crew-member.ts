import { Worker } from "node:worker_threads";
import type { RecordLine } from "../../record/index.ts";
import type { FromWorker, ToWorker, WorkerJob } from "./job.ts";

/** A worker thread as the main thread sees it. */
export interface CrewMember {
  /** Resolves when it can start; rejects when it failed before. */
  readonly ready: Promise<void>;
  /** Resolves when its last line has come; rejects when it failed. */
  readonly done: Promise<void>;
  tell(message: ToWorker): void;
  dismiss(): Promise<void>;
}

export interface Ears {
  readonly lines: (lines: readonly RecordLine[]) => void;
  readonly secret: (name: string) => void;
  readonly fault: (message: string, where: string) => void;
}

/** Bounds a worker's heap. The young generation is small on purpose: short collections, and little memory held. */
const WORKER_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 };

export function hire(workerFile: URL, job: WorkerJob, ears: Ears): CrewMember {
  const thread = new Worker(workerFile, {
    workerData: job,
    resourceLimits: WORKER_LIMITS,
    // The scenario's variables are in the job: nothing else of the environment reaches the thread.
    env: {},
    execArgv: [],
  });
  let isReady = (): void => {};
  let isDone = (): void => {};
  let fail = (_error: unknown): void => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = (error) => reject(new Error(`worker ${job.worker}: ${messageOf(error)}`, { cause: error }));
  });
  const ready = Promise.race([failed, new Promise<void>((resolve) => (isReady = resolve))]);
  const done = Promise.race([failed, new Promise<void>((resolve) => (isDone = resolve))]);
  // Whoever waits hears of it; a failure after everyone left is no one's.
  for (const promise of [failed, ready, done]) promise.catch(() => {});

  thread.on("error", fail);
  thread.on("exit", (code) => fail(`its thread ended with code ${code}`));
  thread.on("message", (message: FromWorker) => {
    switch (message.kind) {
      case "ready":
        isReady();
        break;
      case "lines":
        try {
          ears.lines(message.lines);
        } catch (error) {
          // What takes the lines is broken (a full disk): this run cannot be recorded.
          fail(error);
        }
        break;
      case "secret":
        ears.secret(message.name);
        break;
      case "fault":
        ears.fault(message.message, message.where);
        break;
      case "done":
        isDone();
    }
  });

  return {
    ready,
    done,
    tell: (message) => thread.postMessage(message),
    dismiss: async () => {
      await thread.terminate();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
