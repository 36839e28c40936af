// What the xk6 extension gives to the script as "k6/x/slo"; xk6-slo/README.md states it in full.
/** What this iteration is to carry out. Open arrivals and probes have `user` null; a closed workload's `intendedUs` null. */
export interface K6Arrival {
  readonly stream: string;
  readonly seq: number;
  readonly operation: string;
  readonly user: number | null;
}

export interface K6Reply {
  readonly status: number;
  headers(): Readonly<Record<string, string>>;
  text(): string;
}

export interface SloModule {
  arrival(): K6Arrival;
  /** Blocks until the last byte. Null: the arrival is over (failed, timed out, abandoned); nothing more may be called. */
  send(
    request: {
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
    },
    step: string | null,
  ): K6Reply | null;
  answered(good: boolean, reason: string | null): void;
  /** Think time in microseconds. False: the arrival is over. */
  pause(us: number): boolean;
  ended(good: boolean, reason: string | null): void;
  fault(message: string, stack: string): void;
  secret(name: string, value: string): void;
}
