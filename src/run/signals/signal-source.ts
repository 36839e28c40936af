import type { SignalFact } from "../../record/index.ts";
import type { Us } from "../../shared/index.ts";

/** One reading of a source: what was measured, and why the rest was not. */
export interface Reading {
  readonly values: Readonly<Record<string, number>>;
  readonly missing: Readonly<Record<string, string>>;
  /** What was found besides: the target restarted. Each is told once. */
  readonly notices: readonly string[];
}

/** Something that holds signals of the target: a process, or a metrics page. */
export interface SignalSource {
  readonly signals: readonly SignalFact[];
  /** As it is announced: "process 4711", "http://127.0.0.1:3001/metrics". */
  readonly where: string;
  /**
   * Reads once; never throws, and ends within seconds. What is a mean since the reading before (a rate, `cpu`) is neither
   * measured nor missing in the first.
   */
  read(nowUs: Us): Promise<Reading>;
}
