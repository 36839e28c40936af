import type { DriveAction, Driven } from "./driven.ts";
import { type Judged, judgeResponse } from "./judge-response.ts";
import type { Context, Operation, RequestSpec, ResponseView, Scenario } from "./scenario.ts";
import { ScenarioFault } from "./scenario-fault.ts";
import { wireRequest } from "./wire-request.ts";

const NO_HEADERS = {};

/** The scenario's headers for one arrival. */
export function headersOf(scenario: Scenario, name: string, context: Context): Record<string, string> {
  if (scenario.headers === undefined) return NO_HEADERS;
  try {
    const headers = scenario.headers(context);
    if (typeof headers === "object" && headers !== null && !("then" in headers)) return headers;
  } catch (cause) {
    throw new ScenarioFault(name, null, "headers threw", cause);
  }
  throw new ScenarioFault(name, null, "headers must return an object of header names and values");
}

/** Drives an operation or probe of one request. */
export class RequestDriven implements Driven {
  private readonly scenario: Scenario;
  private readonly name: string;
  private readonly operation: Pick<Operation, "request" | "good">;
  private readonly context: Context;
  private spec: RequestSpec | null = null;

  constructor(
    scenario: Scenario,
    name: string,
    operation: Pick<Operation, "request" | "good">,
    context: Context,
  ) {
    this.scenario = scenario;
    this.name = name;
    this.operation = operation;
    this.context = context;
  }

  start(): DriveAction {
    const name = this.name;
    const headers = headersOf(this.scenario, name, this.context);
    let spec: RequestSpec | undefined;
    try {
      spec = this.operation.request?.(this.context);
    } catch (cause) {
      throw new ScenarioFault(name, null, "request threw", cause);
    }
    if (spec === undefined) throw new ScenarioFault(name, null, "request returned nothing");
    this.spec = spec;
    try {
      return { kind: "request", step: null, request: wireRequest(spec, headers) };
    } catch (cause) {
      throw new ScenarioFault(name, null, "request is not one that can be sent", cause);
    }
  }

  answered(response: ResponseView): { readonly judged: Judged; readonly next: DriveAction } {
    const good = this.operation.good ?? this.spec?.good;
    let judged: Judged;
    try {
      judged = judgeResponse(response, good === undefined ? null : () => good(response, this.context));
    } catch (cause) {
      throw new ScenarioFault(this.name, null, "good", cause);
    }
    return { judged, next: { kind: "ended", judged } };
  }

  paused(): DriveAction {
    throw new ScenarioFault(this.name, null, "nothing was paused");
  }
}
