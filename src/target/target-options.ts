import type { Fault } from "./fault.ts";

/** What the embedded memory service is asked to be. Everything is optional: `{}` is a healthy service on a free port. */
export interface TargetOptions {
  /** The port on 127.0.0.1; 0, the default, is a free one. */
  readonly port?: number;
  /** Required of every /v1 request, as `X-Api-Key` or as a bearer token; null, the default, asks for none. */
  readonly key?: string | null;
  readonly faults?: readonly Fault[];
  /** The SQLite file; null, the default, keeps everything in memory and leaves nothing behind. */
  readonly db?: string | null;
  /** Keep the arrivals for `GET /oracle/log`. */
  readonly log?: boolean;
}
