import { readDuration } from "../shared/index.ts";
import { headersOf } from "./drive-request.ts";
import type { DriveAction, Driven } from "./driven.ts";
import { type Judged, judgeResponse } from "./judge-response.ts";
import type { Context, Flow, Pause, RequestSpec, ResponseView, Scenario } from "./scenario.ts";
import { ScenarioFault } from "./scenario-fault.ts";
import { wireRequest } from "./wire-request.ts";

const STEP_NAME = /^[a-z][a-z0-9_-]*$/i;

/**
 * Drives a flow (or `setup`): resumes its generator with each response. `conclude` judges what the generator returned
 * after `steps` requests.
 */
export class FlowDriven implements Driven {
  private readonly scenario: Scenario;
  private readonly name: string;
  private readonly begin: (context: Context) => Flow<unknown>;
  private readonly context: Context;
  private readonly conclude: (returned: unknown, steps: number) => Judged;
  private flow: Flow<unknown> | null = null;
  private headers: Record<string, string> | null = null;
  private step: { readonly name: string; readonly spec: RequestSpec } | null = null;
  private steps = 0;

  constructor(
    scenario: Scenario,
    name: string,
    context: Context,
    begin: (context: Context) => Flow<unknown>,
    conclude: (returned: unknown, steps: number) => Judged,
  ) {
    this.scenario = scenario;
    this.name = name;
    this.begin = begin;
    this.context = context;
    this.conclude = conclude;
  }

  start(): DriveAction {
    try {
      this.flow = this.begin(this.context);
    } catch (cause) {
      throw new ScenarioFault(this.name, null, "threw", cause);
    }
    if (typeof this.flow?.next !== "function" || typeof this.flow.return !== "function") {
      throw new ScenarioFault(this.name, null, "must be a generator function: *flow(context) { ... }");
    }
    return this.resume((flow) => flow.next());
  }

  answered(response: ResponseView): { readonly judged: Judged; readonly next: DriveAction } {
    const step = this.step;
    if (step === null) throw new ScenarioFault(this.name, null, "was answered without a request");
    const { good } = step.spec;
    let judged: Judged;
    try {
      judged = judgeResponse(response, good === undefined ? null : () => good(response));
    } catch (cause) {
      throw new ScenarioFault(this.name, step.name, "good", cause);
    }
    if (judged.good) return { judged, next: this.resume((flow) => flow.next(response)) };
    this.close();
    return { judged, next: { kind: "ended", judged } };
  }

  paused(): DriveAction {
    // A pause resumes with nothing: what `yield pause(...)` evaluates to is of no use.
    return this.resume((flow) => flow.next(undefined as unknown as ResponseView));
  }

  private resume(resume: (flow: Flow<unknown>) => IteratorResult<RequestSpec | Pause, unknown>): DriveAction {
    const at = this.step?.name ?? null;
    let result: IteratorResult<RequestSpec | Pause, unknown>;
    try {
      result = resume(this.flow as Flow<unknown>);
    } catch (cause) {
      throw new ScenarioFault(this.name, at, at === null ? "threw" : "the flow threw after this step", cause);
    }
    if ("then" in result) throw new ScenarioFault(this.name, null, "must not be async");
    if (result.done) return { kind: "ended", judged: this.conclude(result.value, this.steps) };
    const yielded: RequestSpec | Pause = result.value;
    if (typeof yielded === "object" && yielded !== null && "pause" in yielded) return this.pause(yielded);
    return this.send(yielded);
  }

  private send(spec: RequestSpec): DriveAction {
    this.steps++;
    const name = spec?.step ?? `step${this.steps}`;
    if (!STEP_NAME.test(name)) {
      throw new ScenarioFault(
        this.name,
        null,
        `step: expected a name of letters, digits, "_" and "-", got "${name}"`,
      );
    }
    this.step = { name, spec };
    this.headers ??= headersOf(this.scenario, this.name, this.context);
    try {
      return { kind: "request", step: name, request: wireRequest(spec, this.headers) };
    } catch (cause) {
      throw new ScenarioFault(
        this.name,
        name,
        "yielded neither a request that can be sent nor a pause",
        cause,
      );
    }
  }

  private pause({ pause }: Pause): DriveAction {
    const pauseUs = typeof pause === "string" ? readDuration(pause) : null;
    if (pauseUs !== null) return { kind: "pause", pauseUs };
    throw new ScenarioFault(this.name, null, `yielded a pause of ${JSON.stringify(pause)}: not a duration`);
  }

  /** Runs the flow's `finally` blocks; what they yield is not sent. */
  private close(): void {
    try {
      this.flow?.return(undefined);
    } catch (cause) {
      throw new ScenarioFault(
        this.name,
        this.step?.name ?? null,
        "the flow threw while it was closed",
        cause,
      );
    }
  }
}
