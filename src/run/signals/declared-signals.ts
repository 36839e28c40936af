import { PROCESS_SIGNALS } from "../../objective/index.ts";
import type { SignalUnit } from "../../record/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import { unitOf } from "./signal-unit.ts";

/** A signal as it is known before anything is asked for. */
export interface DeclaredSignal {
  readonly name: string;
  /** Null where neither its name nor its series' name tells. */
  readonly unit: SignalUnit | null;
  /** "sum of jobs per second from /metrics of the target". */
  readonly source: string;
  readonly optional: boolean;
}

/** The signals that the scenario names. */
export function declaredSignals({ signals }: Pick<Scenario, "signals">): readonly DeclaredSignal[] {
  return Object.entries(signals ?? {}).map(([name, given]) => {
    const signal = typeof given === "string" ? { series: given } : given;
    const { series, path = "/metrics", port, url, over, rate, optional = false } = signal;
    const what = [
      ...(over === undefined ? [] : [`${over} of`]),
      series,
      ...(rate === true ? ["per second"] : []),
    ];
    const whose =
      url !== undefined ? url : port !== undefined ? `port ${port} of the target's host` : "the target";
    return {
      name,
      unit: unitOf(name, signal),
      source: `${what.join(" ")} from ${path} of ${whose}`,
      optional,
    };
  });
}

/** What a run of this scenario samples: what the scenario names, and a process's own where a run knows the target's. */
export function plannedSignals(scenario: Pick<Scenario, "signals">): readonly DeclaredSignal[] {
  const declared = declaredSignals(scenario);
  const ofProcess = Object.entries(PROCESS_SIGNALS).map(([name, unit]): DeclaredSignal => {
    const otherwise = declared.find((signal) => signal.name === name);
    const source = `process of the embedded service or of --target-pid${otherwise === undefined ? "" : `, else ${otherwise.source}`}`;
    return { name, unit, source, optional: otherwise?.optional ?? true };
  });
  return [...ofProcess, ...declared.filter(({ name }) => !(name in PROCESS_SIGNALS))];
}
