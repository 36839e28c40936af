import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addCounts, type Counts, noCounts } from "../../src/measure/index.ts";
import { arrivalsOf } from "../../src/plan/index.ts";
import { type RunRecord, readRecord } from "../../src/record/index.ts";

const SCENARIO = `import { defineScenario } from "slo-harness";

export default defineScenario({
  name: "night",
  expected: { rate: 40, source: "a test" },
  timeout: "1s",
  operations: {
    ask: { weight: 3, request: () => ({ path: "/health" }) },
    look: { weight: 1, request: () => ({ path: "/health?again" }) },
  },
  probes: { ready: { rate: 3, request: () => ({ path: "/health" }) } },
});
`;

const THRESHOLDS = `version: 1
max_gap: 90%
profiles:
  night:
    - ask.p95 <= 500ms
    - all.error_rate <= 10%
`;

/** A project whose load costs next to nothing to set up, in a folder of its own below `parent`. */
export function nightProject(parent: string, name: string): string {
  const cwd = join(parent, name);
  mkdirSync(join(cwd, "scenarios"), { recursive: true });
  writeFileSync(join(cwd, "scenarios/night.ts"), SCENARIO);
  writeFileSync(join(cwd, "thresholds.yaml"), THRESHOLDS);
  return cwd;
}

/** Options of a run of that project. */
export const night = (duration: string): readonly string[] => [
  "run",
  "--duration",
  duration,
  "--warm-up",
  "1s",
];

export function recordOf(dir: string): RunRecord {
  return readRecord(readFileSync(join(dir, "record.ndjson")));
}

/** All that a record holds of an operation, and what its gaps left out. */
export function bookOf(
  record: RunRecord,
  name: string,
): { readonly counts: Counts; readonly leftOut: number } {
  const cells = [...record.cells.values()].flatMap((row) => row.get(name) ?? []);
  return {
    counts: cells.reduce((sum, cell) => addCounts(sum, cell.counts), noCounts),
    leftOut: record.gaps.reduce((sum, { left_out }) => sum + (left_out[name]?.planned ?? 0), 0),
  };
}

/** Arrivals that the plan has of an operation. */
export function plannedOf({ header: { plan } }: RunRecord, name: string): number {
  return [...arrivalsOf(plan)].filter(({ operation }) => operation === name).length;
}

/** Resolves when the only run below `out` has written more than so many bytes. */
export async function grownBeyond(out: string, bytes: number, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  const size = (): number => {
    const [run] = existsSync(out) ? readdirSync(out) : [];
    const record = join(out, run ?? "", "record.ndjson");
    return run !== undefined && existsSync(record) ? readFileSync(record).length : 0;
  };
  while (size() <= bytes) {
    if (Date.now() > deadline) throw new Error(`the record below ${out} did not grow beyond ${bytes} bytes`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
