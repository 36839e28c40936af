// Entry of what k6 runs, behind the scenario's own code in one script (k6-script.ts): once for each VU, then once an arrival.
import slo from "k6/x/slo";
import { contextOf, environment, operate, type Scenario } from "../../../scenario/index.ts";
import { frozen } from "../../../shared/index.ts";
import { carryOut } from "./carry-out.ts";
import { secretsFrom, setupFrom } from "./process-environment.ts";
import type { ScriptJob } from "./script-job.ts";

declare const __ENV: Readonly<Record<string, string | undefined>>;
declare const __slo_exports: { readonly default: Scenario };
declare const __slo_job: ScriptJob;

const { seed, runId, given } = __slo_job;
const scenario = frozen(__slo_exports.default);
const setup = setupFrom(__ENV);
const env = environment({ given, secrets: secretsFrom(__ENV) }, (name, from, value) => {
  if (from === "environment") slo.secret(name, value);
});

export const options = __slo_job.options;

/** One arrival; the executor's `exec` names this function. */
export function iterate(): void {
  const { operation, stream, seq, user } = slo.arrival();
  carryOut(slo, () =>
    operate(scenario, operation, contextOf({ seed, stream, seq, setup, runId, user, env })),
  );
}
