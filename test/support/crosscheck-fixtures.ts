/*
 * Crosschecks of synthetic records: real arrivals, real codec, real judge; only the answers are made up.
 */
import { crosscheck, DEFAULT_TOLERANCE, type Tolerance } from "../../src/compare/index.ts";
import type { CrosscheckReport, ReportedRun } from "../../src/report/index.ts";
import { judgeRecord } from "../../src/run/result.ts";
import type { Random } from "../../src/shared/index.ts";
import { type Answer, type SyntheticRun, syntheticBytes } from "./synthetic-record.ts";

/** How one of the two engines sees the target, round by round. */
export interface SyntheticSide {
  readonly label: string;
  readonly engine?: string;
  /** Of an arrival in round `round`, from 1. */
  readonly answer: (operation: string, random: Random, round: number) => Answer;
  /** Added to every record of this side. */
  readonly run?: SyntheticRun;
}

/** 100/s for 12 s, an operation and a probe. */
export const CROSSCHECKED: SyntheticRun = {
  profile: "recall",
  rate: 100,
  seconds: 12,
  operations: { recall: 1 },
  probes: { health: 30 },
  header: { target: { ...target(), same_machine: false } },
};

function target() {
  return {
    url: "http://target.example:8080",
    embedded: false,
    build: "build-7",
    same_machine: false,
    addresses: ["192.0.2.1"],
    insecure: false,
  };
}

/** The runs of both sides in turn. Each round draws anew, each side its own, so that they differ as two engines do. */
export function syntheticRuns(
  sides: readonly SyntheticSide[],
  rounds: number,
  run: SyntheticRun = CROSSCHECKED,
): readonly ReportedRun[] {
  return Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) =>
    sides.map(({ label, engine = label, answer, run: own }, side): ReportedRun => {
      const folder = `20260101-00000${round}-recall-1x-${side}${round}`;
      const all = { ...run, ...own };
      const { record, verdict } = judgeRecord(
        syntheticBytes({
          ...all,
          answer: ({ operation }, random) => {
            // The arrival's draws, moved on by the round and the side.
            for (let skip = 0; skip < 2 * round + side; skip++) random.next();
            return answer(operation, random, round);
          },
          header: { ...all.header, run_id: folder, engine: { name: engine, version: "1.0", workers: 1 } },
        }),
        null,
      );
      return { label, round, record, verdict, folder };
    }),
  );
}

export function reportOf(
  runs: readonly ReportedRun[],
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): CrosscheckReport {
  return {
    id: "20260101-000000-recall-1x-1a2b-crosscheck",
    tool: "0.0.0",
    result: crosscheck(runs, tolerance),
    runs,
  };
}

/** 20 ms and a little scatter, in us. */
export function around(us: number): (operation: string, random: Random) => Answer {
  return (_, random) => Math.round(us + 400 * random.next());
}

/** Two engines that see the same service. */
export function agreeing(rounds = 3): CrosscheckReport {
  return reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        { label: "k6", answer: around(20_100) },
      ],
      rounds,
    ),
  );
}

/** The second misses what the first sees: eight in 100 requests take 90 ms, and one in 40 fails. */
export function disagreeing(): CrosscheckReport {
  return reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        {
          label: "k6",
          answer: (operation, random) => {
            if (operation === "health") return around(20_000)(operation, random);
            const u = random.next();
            if (u < 0.025) return { bad: "503", afterUs: 1_000 };
            return u < 0.105 ? 90_000 : around(20_000)(operation, random);
          },
        },
      ],
      3,
    ),
  );
}

/** Neither keeps the plan's load in round 2: the first was interrupted. */
export function unsound(): CrosscheckReport {
  const runs = syntheticRuns(
    [
      { label: "native#1", engine: "native", answer: around(20_000) },
      { label: "native#2", engine: "native", answer: around(20_000) },
    ],
    2,
  );
  const [interrupted] = syntheticRuns([{ label: "native#1", engine: "native", answer: around(20_000) }], 1, {
    ...CROSSCHECKED,
    ended: { kind: "interrupted", signal: "SIGINT" },
  });
  if (interrupted === undefined) throw new Error("a run");
  return reportOf(runs.map((run, i) => (i === 2 ? { ...interrupted, round: 2 } : run)));
}

/** Users who wait: one of the engines is the closed-loop smoke. */
export function closedCheck(): CrosscheckReport {
  return reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        { label: "autocannon", answer: around(20_200) },
      ],
      2,
      { ...CROSSCHECKED, workload: "closed", users: 4, probes: {}, thresholds: SERVICE },
    ),
  );
}

const SERVICE = "version: 1\nprofiles:\n  recall:\n    - recall.service.p95 <= 1200ms\n";
