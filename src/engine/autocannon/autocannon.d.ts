/** autocannon 9.0.0 ships no types: what this engine uses of it. */
declare module "autocannon" {
  import type { EventEmitter } from "node:events";
  import type { Socket } from "node:net";

  namespace autocannon {
    interface Options {
      readonly url: string;
      readonly connections: number;
      readonly pipelining: number;
      /** Requests of all connections together. */
      readonly amount: number;
      readonly timeout: number;
      readonly setupClient: (client: Client) => void;
      readonly histograms: Record<"latencies" | "requests" | "throughput", Histogram>;
      readonly skipAggregateResult: boolean;
    }

    interface Request {
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    }

    interface Head {
      readonly statusCode: number;
      /** Names and values in turn. */
      readonly headers: readonly string[];
      readonly shouldKeepAlive: boolean;
    }

    interface Client extends EventEmitter {
      readonly conn: Socket;
      readonly parser: Parser;
      readonly reqsMade: number;
      /** No request is sent once so many were. */
      responseMax: number;
      setRequests(requests: readonly Request[]): void;
      destroy(): void;
    }

    interface Parser {
      readonly constructor: { readonly kOnMessageComplete: number };
      readonly hadError: boolean;
      /** Body bytes still to come; null: until the connection ends. */
      body_bytes: number | null;
      isChunked: boolean;
      finish(): Error | undefined;
      [hook: number]: () => void;
    }

    /** `__custom`: not read back into a result. */
    interface Histogram {
      readonly __custom: true;
      recordValue(value: number): void;
      recordValueWithExpectedInterval(value: number, interval: number): void;
      destroy(): void;
    }
  }

  function autocannon(options: autocannon.Options, done: (error: Error | null) => void): void;

  export = autocannon;
}
