import { onTestFinished } from "vitest";
import { contextOf, environment, type Judged, operate, type Scenario } from "../../../src/scenario/index.ts";
import { runTarget } from "../../../src/target/index.ts";

/** Sends one arrival of an operation to the embedded service and judges it. */
export type Send = (scenario: Scenario, name: string, seq: number, stream?: string) => Promise<Judged>;

/** The embedded service in this process, for one test; `key`: required of every request. */
export async function embedded(key: string | null = null): Promise<Send> {
  const target = await runTarget({ key });
  onTestFinished(() => target.close());
  const env = environment({ given: {}, secrets: { SLO_API_KEY: key ?? undefined } });
  return async (scenario, name, seq, stream = "load") => {
    const parts = { seed: 1, stream, seq, setup: null, runId: "run-1", user: null, env };
    const driven = operate(scenario, name, contextOf(parts));
    const action = driven.start();
    if (action.kind !== "request") throw new Error(`${name} began with ${action.kind}`);
    const { method, path, headers, body } = action.request;
    const response = await fetch(target.url + path, { method, headers, body });
    const text = await response.text();
    const view = { status: response.status, headers: {}, text: () => text, json: () => JSON.parse(text) };
    return driven.answered(view).judged;
  };
}

/** Runs `count` arrivals, 8 at a time; the judgements by number. */
export async function all(count: number, one: (k: number) => Promise<Judged>): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (let k = 0; k < count; k += 8) {
    const batch = Array.from({ length: Math.min(8, count - k) }, (_, i) => one(k + i));
    judged.push(...(await Promise.all(batch)));
  }
  return judged;
}
