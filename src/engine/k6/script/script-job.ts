import type { LoadPlan } from "../../../plan/index.ts";
import type { RecordHeader } from "../../../record/index.ts";

/** A record's header but for what only the process that writes it knows (a pod's host, its segment, when its clock started). */
export type PodHeader = Omit<RecordHeader, "started_at" | "host" | "in_flight_cap" | "segment">;

/** The executor's configuration; xk6-slo/README.md says what each key means. */
export interface ExecutorConfig {
  readonly executor: "slo-plan";
  readonly exec: "iterate";
  readonly plan: LoadPlan;
  readonly baseUrl: string;
  readonly worker?: number;
  readonly workers?: number;
  /** Where in the plan the run begins; 0 where absent. */
  readonly fromUs?: number;
  readonly inFlightCap?: number;
  readonly lines: "fd:3" | "stdout";
  readonly commands: "fd:4" | "none";
  readonly record?: PodHeader;
}

/** What the script holds besides the scenario's code. No secret: those come in the environment of the process. */
export interface ScriptJob {
  readonly seed: number;
  readonly runId: string;
  /** Variables given with -e. */
  readonly given: Readonly<Record<string, string>>;
  /** k6's `options`. */
  readonly options: {
    readonly scenarios: { readonly slo: ExecutorConfig };
    readonly insecureSkipTLSVerify: boolean;
    readonly dns?: { readonly policy: "preferIPv4" | "preferIPv6" };
    readonly noCookiesReset: true;
    readonly discardResponseBodies: false;
    readonly systemTags: readonly string[];
  };
}
