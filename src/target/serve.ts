import type { AddressInfo } from "node:net";
import { type Ms, SloError } from "../shared/index.ts";
import { createArrivalLog } from "./arrival-log.ts";
import { createFates } from "./fate.ts";
import { createHttpServer } from "./http-server.ts";
import { startLeak } from "./leak.ts";
import { createMemoryService } from "./memory-service.ts";
import { createMetrics } from "./metrics.ts";
import { createReplyClock, type Lateness } from "./reply-clock.ts";
import { createRoutes } from "./routes.ts";
import type { TargetOptions } from "./target-options.ts";

/** The service, listening in this process. */
export interface ServedTarget {
  readonly url: string;
  readonly port: number;
  /** How exactly the scripted faults were kept. */
  lateness(): Lateness;
  /** Answers what is open for at most a second, then closes everything; a second call waits for the first. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** What may wait to be accepted: a run can open a thousand connections at once. The system's own limit may be lower. */
const BACKLOG = 4096;
const GRACE_MS: Ms = 1_000;

/** Throws SloError `target_failed` when the port is taken or the database cannot be used. */
export async function serveTarget(options: TargetOptions): Promise<ServedTarget> {
  const nowMs = (): Ms => performance.now();
  const faults = options.faults ?? [];
  const service = createMemoryService(options.db ?? null, nowMs);
  const metrics = createMetrics(service.pendingEmbeddings);
  const clock = createReplyClock(nowMs);
  const log = createArrivalLog(options.log ?? false, nowMs());
  const { lateness } = clock;
  const answer = createRoutes({ service, metrics, log, lateness, key: options.key ?? null });
  const fates = createFates(faults);
  const server = createHttpServer({ faults, fates, clock, log, metrics, answer, nowMs });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: HOST, port: options.port ?? 0, backlog: BACKLOG }, resolve);
    });
  } catch (error) {
    service.close();
    throw cannotListen(options.port ?? 0, error);
  }
  const leaks = faults.flatMap((fault) =>
    fault.kind === "leak" ? [startLeak(fault.bytesPerSec, nowMs)] : [],
  );

  const closeAll = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    const hurry = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.closeIdleConnections();
    await closed;
    clearTimeout(hurry);
    clock.stop();
    for (const leak of leaks) leak.stop();
    service.close();
  };
  let closing: Promise<void> | null = null;
  const { port } = server.address() as AddressInfo;
  return { url: `http://${HOST}:${port}`, port, lateness, close: () => (closing ??= closeAll()) };
}

function cannotListen(port: number, error: unknown): SloError {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  const why =
    code === "EADDRINUSE" ? "is in use" : code === "EACCES" ? "is not permitted" : `failed (${code})`;
  return new SloError("target_failed", `the target cannot listen: port ${port} on ${HOST} ${why}`, {
    hint: "choose another --port, or leave it out for a free one",
    cause: error,
  });
}
