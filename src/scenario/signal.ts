/** One series of a Prometheus exposition, read once an interval. A name alone (`"outbox_pending"`) is short for `{ series }`. */
export interface Signal {
  /** A metric's name, with labels that must be equal: `jobs{state="waiting"}`. Other labels may have any value. */
  readonly series: string;
  /** Where the exposition lies. Default "/metrics". */
  readonly path?: string;
  /** Another port of the target's host. */
  readonly port?: number;
  /** Another server than the target: `"http://127.0.0.1:9187"`. A host that is not this machine needs permission, as the target does. */
  readonly url?: string;
  /** For a counter: its increase per second over the interval. A counter that fell (a restart) gives no value. */
  readonly rate?: boolean;
  /** What several label sets that match become; without it, several are no value. */
  readonly over?: "sum" | "max";
  /** Send the scenario's `headers` too. Default false: a secret goes where it was meant to go. */
  readonly headers?: boolean;
  /** A target that does not have it is tested all the same, and the signal is unmeasured. */
  readonly optional?: boolean;
}

/** Where a target says which build it is: a field of a JSON answer (`"version"`, `"git.commit"`), or a response header. */
export interface BuildSource {
  readonly path: string;
  readonly field?: string;
  readonly header?: string;
  readonly headers?: boolean;
  readonly optional?: boolean;
}
