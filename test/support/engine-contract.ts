import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Abilities, ENGINES } from "../../src/engine/index.ts";
import { type Counts, outcomesOf } from "../../src/measure/index.ts";
import type { Workload } from "../../src/plan/index.ts";
import { buildEngines } from "./built-engines.ts";
import { lackingFor } from "./engine-needs.ts";
import { type EngineRunOptions, type EngineRunResult, runEngine } from "./engine-run.ts";
import type { OddServer } from "./odd-servers.ts";

/** One engine under one of the workloads it states. */
export interface Subject {
  readonly name: string;
  readonly abilities: Abilities;
  readonly workload: Workload;
  readonly open: boolean;
  /** So many of the workers asked for as the engine takes. */
  workers(wanted: number): number;
  /** Drives the workload: 50/s or 4 users for 1 s unless told. */
  drive(options: Omit<EngineRunOptions, "workload">): Promise<EngineRunResult>;
  /** Stops the server after the test. */
  served(server: Promise<OddServer>): Promise<OddServer>;
}

const here = await Promise.all(
  ENGINES.map(async (engine) => ({
    name: engine.name,
    abilities: engine.abilities,
    lacking: await lackingFor(engine),
  })),
);

/**
 * Describes what every engine must do, once for each workload that it states. An engine that this machine cannot run is skipped, saying
 * why; with CI=true it fails.
 */
export function everyEngine(title: string, define: (subject: Subject) => void): void {
  for (const { name, abilities, lacking } of here) {
    for (const workload of abilities.workloads) {
      const suite = `${title}: ${name}, ${workload}`;
      if (lacking === null) {
        describe(suite, () => define(subjectOf(name, abilities, workload)));
      } else if (process.env.CI === "true") {
        test(suite, () => expect.fail(lacking));
      } else {
        describe.skip(`${suite} (${lacking})`, () => test("is not run", () => {}));
      }
    }
  }
}

/** A test of what only some engines, or one of their workloads, are to do; of the others nothing is asked. */
export function testWhere(
  asked: boolean,
): (name: string, body: () => Promise<void>, timeoutMs?: number) => void {
  return asked ? (name, body, timeoutMs) => test(name, body, timeoutMs) : () => {};
}

function subjectOf(name: string, abilities: Abilities, workload: Workload): Subject {
  let built: Awaited<ReturnType<typeof buildEngines>>;
  const servers: OddServer[] = [];
  beforeAll(async () => {
    built = await buildEngines();
  });
  afterAll(() => built.remove());
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  return {
    name,
    abilities,
    workload,
    open: workload === "open",
    workers: (wanted) => Math.min(wanted, abilities.maxWorkers ?? wanted),
    drive(options) {
      const engine = built.engines.find((candidate) => candidate.name === name);
      if (engine === undefined) throw new Error(`${name} was not built`);
      return runEngine(engine, { ...options, workload });
    },
    async served(server) {
      servers.push(await server);
      return await server;
    },
  };
}

/** Every planned arrival of the operation was released and ended in this outcome; there were some, and as many as `planned` where that is known. */
export function expectAll(
  result: EngineRunResult,
  operation: string,
  outcome: "good" | "bad" | "failed" | "timeout",
  planned: number | null = null,
): void {
  const counts = result.counts(operation);
  expect(counts.planned).toBeGreaterThan(0);
  if (planned !== null) expect(counts.planned).toBe(planned);
  expect(counts).toMatchObject({ released: counts.planned, [outcome]: counts.planned });
  expect(closes(counts)).toBe(true);
}

export function closes(counts: Counts): boolean {
  return outcomesOf(counts) === counts.planned;
}

/** The intervals for which a worker told how it fared, in order. */
export function reportedOn({ generator }: EngineRunResult, worker: number): readonly number[] {
  const figures = ["loop_utilisation", "longest_pause_us", "max_in_flight"] as const;
  return generator
    .filter((line) => line.worker === worker && figures.some((figure) => line[figure] !== undefined))
    .map(({ interval }) => interval);
}

/** The workers that told of themselves. */
export function workersOf({ generator }: EngineRunResult): readonly number[] {
  return [...new Set(generator.map(({ worker }) => worker))].sort((a, b) => a - b);
}

/** Arrivals that the workers say were not released by their own fault. */
export function ownUnreleased({ generator }: EngineRunResult): number {
  return generator.reduce((sum, { own_unreleased = 0 }) => sum + own_unreleased, 0);
}

export const GET = `operations: { get: { request: () => ({ path: "/thing" }) } }`;
