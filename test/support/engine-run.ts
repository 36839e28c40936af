import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleScenario, evaluateBundle } from "../../src/bundle/index.ts";
import type { Ended, Engine, EngineRun } from "../../src/engine/index.ts";
import { addCounts, type Counts, decodeTally, noCounts, type Series } from "../../src/measure/index.ts";
import { compilePlan, inFlightCapOf, type LoadPlan, type PlanInput } from "../../src/plan/index.ts";
import type { GeneratorLine, NoticeLine, RecordLine } from "../../src/record/index.ts";
import { parseDuration } from "../../src/shared/index.ts";

export interface EngineRunOptions {
  readonly url: string;
  /** The body of `defineScenario({ ... })` but for name, expected and timeout. */
  readonly scenario: string;
  readonly ratePerSec?: number;
  readonly users?: number;
  readonly workload?: "open" | "closed";
  readonly seconds?: number;
  readonly timeout?: string;
  readonly plan?: Partial<PlanInput>;
  readonly run?: Partial<EngineRun>;
  /** Called with every line; may abort the run through what it closes over. */
  readonly onLine?: (line: RecordLine) => void;
}

/** What came of a run, its lines added up. */
export interface EngineRunResult {
  readonly ended: Ended;
  readonly plan: LoadPlan;
  readonly lines: readonly RecordLine[];
  readonly generator: readonly GeneratorLine[];
  readonly notices: readonly NoticeLine["notice"][];
  readonly operations: readonly string[];
  readonly elapsedMs: number;
  counts(operation: string): Counts;
  by(operation: string, kind: "bad" | "failed" | "shed"): Readonly<Record<string, number>>;
  /** Recorded values (highest equivalent, us), ascending, each once a sample. */
  values(operation: string, series: Series): readonly number[];
}

/** Bundles a scenario, plans it without warm-up, ramp or recovery (unless told), and drives it with an engine. */
export async function runEngine(engine: Engine, options: EngineRunOptions): Promise<EngineRunResult> {
  const { url, ratePerSec = 50, users = 4, seconds = 1, timeout = "2s", workload = "open" } = options;
  const dir = await mkdtemp(join(tmpdir(), "slo-engine-"));
  try {
    const file = join(dir, "trial.ts");
    await writeFile(
      file,
      `import { defineScenario, pause } from "slo-harness";
export default defineScenario({
  name: "trial",
  expected: { rate: ${ratePerSec}, users: ${users}, source: "a test" },
  timeout: "${timeout}",
  ${options.scenario}
});
void pause;
`,
    );
    const bundle = await bundleScenario(file, { cwd: dir });
    const scenario = evaluateBundle(bundle);
    const timeoutOf = (own: string | undefined): number => parseDuration(own ?? scenario.timeout, "timeout");
    const plan = compilePlan({
      profile: "trial",
      workload,
      arrivals: "uniform",
      seed: 7,
      expected: { rate: ratePerSec, users, source: "a test" },
      levels: [{ x: 1, steadyUs: seconds * 1e6 }],
      warmUpUs: 0,
      rampUs: 0,
      recoveryUs: 0,
      operations: Object.entries(scenario.operations).map(([name, operation]) => ({
        name,
        kind: operation.flow === undefined ? "request" : "flow",
        weight: operation.weight ?? 1,
        timeoutUs: timeoutOf(operation.timeout),
      })),
      probes: Object.entries(scenario.probes ?? {}).map(([name, probe]) => ({
        name,
        ratePerSec: probe.rate,
        timeoutUs: timeoutOf(probe.timeout),
      })),
      ...options.plan,
    });
    const lines: RecordLine[] = [];
    const begunMs = performance.now();
    const ended = await engine.run({
      runId: "run-1",
      plan,
      fromUs: 0,
      bundle,
      target: { url, insecure: false },
      env: { given: {}, secrets: {} },
      setup: null,
      workers: 1,
      inFlightCap: inFlightCapOf(plan),
      started: () => {},
      signal: new AbortController().signal,
      ...options.run,
      emit: (line) => {
        lines.push(line);
        options.onLine?.(line);
      },
    });
    return resultOf(ended, plan, lines, performance.now() - begunMs);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function resultOf(
  ended: Ended,
  plan: LoadPlan,
  lines: readonly RecordLine[],
  elapsedMs: number,
): EngineRunResult {
  const intervals = lines.filter((line) => line.kind === "interval");
  const of = (operation: string) => intervals.filter((line) => line.operation === operation);
  return {
    ended,
    plan,
    lines,
    elapsedMs,
    generator: lines.filter((line) => line.kind === "generator"),
    notices: lines.filter((line) => line.kind === "notice").map(({ notice }) => notice),
    operations: [...new Set(intervals.map(({ operation }) => operation))].sort(),
    counts: (operation) => of(operation).reduce((sum, { counts }) => addCounts(sum, counts), noCounts),
    by: (operation, kind) => {
      const sum: Record<string, number> = {};
      for (const { by } of of(operation)) {
        for (const [reason, count] of Object.entries(by?.[kind] ?? {}))
          sum[reason] = (sum[reason] ?? 0) + count;
      }
      return sum;
    },
    values: (operation, series) =>
      of(operation)
        .flatMap(({ series: all }) => {
          const text = all?.[series];
          if (text === undefined) return [];
          const { valuesUs, counts } = decodeTally(text);
          return valuesUs.flatMap((us, at) => Array.from({ length: counts[at] ?? 0 }, () => us));
        })
        .sort((a, b) => a - b),
  };
}
