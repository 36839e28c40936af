import { type Bundle, TAME } from "../../bundle/index.ts";
import type { LoadPlan } from "../../plan/index.ts";
import type { ExecutorConfig, ScriptJob } from "./script/script-job.ts";

/** The script's file name: under it the scenario's lines stand in stack traces, where `locateScenarioLine` looks for them. */
export const SCRIPT_NAME = "slo-scenario.js";

export interface ScriptParts {
  readonly bundle: Pick<Bundle, "code">;
  /** The built script/main.ts. */
  readonly runtime: string;
  readonly plan: LoadPlan;
  readonly runId: string;
  /** Variables given with -e; secrets have no place in a script. */
  readonly given: Readonly<Record<string, string>>;
  readonly target: { readonly url: string; readonly insecure: boolean };
  /** Which addresses of the target's name to take; without it k6's own default. */
  readonly dnsPolicy?: "preferIPv4" | "preferIPv6";
  readonly executor: Omit<ExecutorConfig, "executor" | "exec" | "plan" | "baseUrl">;
}

/**
 * All that k6 runs, in one text: the scenario's bundle first, unchanged, so that its lines and columns are those of its source map; then what
 * takes clock and randomness from it, the job as data, and the runtime.
 */
export function k6Script(parts: ScriptParts): string {
  const { bundle, runtime, plan, runId, given, target, dnsPolicy, executor } = parts;
  const job: ScriptJob = {
    seed: plan.seed,
    runId,
    given,
    options: {
      scenarios: { slo: { executor: "slo-plan", exec: "iterate", plan, baseUrl: target.url, ...executor } },
      insecureSkipTLSVerify: target.insecure,
      ...(dnsPolicy === undefined ? {} : { dns: { policy: dnsPolicy } }),
      noCookiesReset: true,
      discardResponseBodies: false,
      systemTags: [],
    },
  };
  // Parsed at run time: in a literal a key named __proto__ would not be a key.
  const data = JSON.stringify(JSON.stringify(job));
  return `${bundle.code}\n${TAME}\nconst __slo_job = JSON.parse(${data});\n${runtime}`;
}
