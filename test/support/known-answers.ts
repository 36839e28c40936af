import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Abilities } from "../../src/engine/index.ts";
import type { Workload } from "../../src/plan/index.ts";
import { readRecord } from "../../src/record/index.ts";
import { type Known, type KnownRun, runKnown } from "./known-run.ts";

/**
 * What connect, parsing and timers of an engine may add to a time. On top of it a measured time may be later (never earlier) by what the
 * machine itself added in the same level, seen by the probe "bare" on an endpoint without faults, at 20/s; in the tail also by what the
 * generator says it stood still.
 */
const TRANSPORT_MS: Readonly<Record<string, number>> = { k6: 10 };
const USUAL_TRANSPORT_MS = 6;

type Percentile = "p50_ms" | "p90_ms" | "p95_ms" | "p99_ms" | "p999_ms" | "max_ms";

/** One service with a known answer, for every engine that can offer it the workload. */
export interface KnownAnswer {
  /** Completes the sentence "a service ...". */
  readonly that: string;
  readonly workload: Workload;
  /** In every run of the tests, for every engine; the others with SLO_MATRIX=1, and always for the default engine. */
  readonly everyday: boolean;
  /** False for an engine of which the row does not speak. */
  readonly suits?: (engine: string) => boolean;
  readonly holds: (stage: Stage) => Promise<void>;
}

export interface Subject {
  readonly engine: string;
  readonly abilities: Abilities;
}

/** One engine before one known answer. */
export interface Stage {
  readonly transportMs: number;
  run(known: KnownRun): Promise<Known>;
  /** The operation "ask" of the first level. */
  ask(known: Known): Operation;
  /** A percentile of it: response time, or a closed workload's service time. */
  timeMs(known: Known, percentile: Percentile): number;
  near(known: Known, percentile: Percentile, expectedMs: number, toleranceMs?: number): void;
  /**
   * The run ends in this verdict. Where the busy machine made the generator late or stand still, the product says invalid
   * instead, with the check that did not hold; it never says anything else.
   */
  ends(known: Known, verdict: "pass" | "fail"): void;
  neverPasses(known: Known): void;
  closes(known: Known): void;
  reconnects(known: Known): number;
}

type Operation = Known["summary"]["levels"][number]["operations"][string];

/** Where runs go is a folder of the test's. */
export function stageFor(folder: string, { engine }: Subject, workload: Workload): Stage {
  const transportMs = TRANSPORT_MS[engine] ?? USUAL_TRANSPORT_MS;
  const operation = ({ summary }: Known, name: string): Operation => {
    const found = summary.levels[0]?.operations[name];
    if (found === undefined) throw new Error(`the level has no operation ${name}`);
    return found;
  };
  const ms = (figure: unknown): number => {
    if (typeof figure !== "number") throw new Error(`not a finite time: ${figure}`);
    return figure;
  };
  /** The longest that the generator says it stood still. */
  const ownPauseMs = ({ summary }: Known): number =>
    Math.max(
      0,
      ...summary.validity.map(({ check, observed }) =>
        check === "longest_pause" && typeof observed === "number" ? observed : 0,
      ),
    );
  const stage: Stage = {
    transportMs,
    run: (known) =>
      runKnown(folder, {
        ...known,
        name: `${engine}-${workload}-${known.name}`,
        args: ["--engine", engine, "--workload", workload, ...known.args],
      }),
    ask: (known) => operation(known, "ask"),
    timeMs(known, percentile) {
      const { response_time, service_time } = operation(known, "ask");
      return ms((workload === "open" ? response_time : service_time)[percentile]);
    },
    near(known, percentile, expectedMs, toleranceMs = transportMs) {
      const figure = stage.timeMs(known, percentile);
      const bare = operation(known, "bare").response_time;
      const common = percentile === "p50_ms" || percentile === "p90_ms" || percentile === "p95_ms";
      const machineMs = common ? ms(bare.p99_ms) : Math.max(ms(bare.max_ms), ownPauseMs(known));
      const said = `${percentile} ${figure} against ${expectedMs}, tolerance ${toleranceMs}, machine ${machineMs} ms`;
      expect(figure, said).toBeGreaterThanOrEqual(expectedMs - toleranceMs);
      expect(figure, said).toBeLessThanOrEqual(expectedMs + toleranceMs + machineMs);
    },
    ends({ summary, said }, verdict) {
      const disturbed = summary.validity.some(({ holds }) => holds === false);
      const expected = disturbed && summary.verdict === "invalid" ? "invalid" : verdict;
      expect(summary.verdict, summary.reasons.join("\n")).toBe(expected);
      expect(said.code).toBe({ pass: 0, fail: 1, invalid: 4 }[expected]);
    },
    neverPasses({ summary, said }) {
      expect(["inconclusive", "fail", "invalid"]).toContain(summary.verdict);
      expect(said.code).not.toBe(0);
    },
    closes({ summary }) {
      for (const { operations } of summary.levels) {
        for (const o of Object.values(operations))
          expect(o.good + o.bad + o.failed + o.timeout + o.shed + o.unfinished).toBe(o.planned);
      }
    },
    reconnects({ dir }) {
      const { generator } = readRecord(readFileSync(join(dir, "record.ndjson")));
      return [...generator.values()].flat().reduce((sum, line) => sum + (line.reconnects ?? 0), 0);
    },
  };
  return stage;
}
