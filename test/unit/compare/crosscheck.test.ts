import { describe, expect, test } from "vitest";
import { OPTIONS } from "../../../src/cli/options.ts";
import {
  type ComparedLevel,
  type Crosscheck,
  crosscheck,
  DEFAULT_TOLERANCE,
} from "../../../src/compare/index.ts";
import {
  agreeing,
  around,
  CROSSCHECKED,
  closedCheck,
  disagreeing,
  reportOf,
  syntheticRuns,
  unsound,
} from "../../support/crosscheck-fixtures.ts";
import type { Answer } from "../../support/synthetic-record.ts";

const levelOf = ({ levels: [level] }: Crosscheck): ComparedLevel => {
  if (level === undefined) throw new Error("a level");
  return level;
};
const operationOf = (result: Crosscheck, name = "recall") => {
  const found = levelOf(result).operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe("engines that see the same", () => {
  const { result } = agreeing();

  test("agree on every figure of operation and probe, on response and service time", () => {
    expect(result.state, result.reasons.join("\n")).toBe("agree");
    expect(result.reasons).toEqual([]);
    expect(levelOf(result).operations.map(({ name, kind }) => [name, kind])).toEqual([
      ["recall", "operation"],
      ["health", "probe"],
    ]);
    expect(operationOf(result).times.map(({ basis }) => basis)).toEqual(["response", "service"]);
    expect(operationOf(result).times[0]?.percentiles.map(({ what }) => what)).toEqual([
      "p50",
      "p90",
      "p95",
      "p99",
    ]);
  });

  test("are counted over all rounds, with the same schedule", () => {
    // 100/s for 12 s in 3 rounds
    expect(operationOf(result).counts.map(({ planned, good }) => [planned, good])).toEqual([
      [3_600, 3_600],
      [3_600, 3_600],
    ]);
    expect(levelOf(result).achievedPerSec.map(Math.round)).toEqual([100, 100]);
    expect(result.digests.schedule).toMatch(/^sha256:/);
  });

  test("are compared in the same way a second time", () => {
    expect(agreeing().result).toEqual(result);
  });
});

test("engines that differ in the tail disagree, naming percentile and amount; the median still agrees", () => {
  const { result } = disagreeing();
  expect(result.state).toBe("disagree");
  const [response] = operationOf(result).times;
  expect(response?.percentiles.map(({ state }) => state)).toEqual(["agree", "agree", "disagree", "disagree"]);
  // 8 % of all take 90 ms, the last 8.2 % of those that are good: p95 is 90 ms against 20.4 ms
  const [first] = result.reasons;
  expect(first).toMatch(
    /^recall, response time at 1x: p95 is 20\.\d+ ms by native and 90\.\d+ ms by k6, a difference of 69\.\d+ ms/,
  );
  expect(operationOf(result, "health").times[0]?.percentiles.every(({ state }) => state === "agree")).toBe(
    true,
  );
});

test("an error rate that differs by more than a percentage point is a disagreement, though percentiles agree", () => {
  const { result } = reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        {
          label: "k6",
          answer: (operation, random): Answer =>
            random.next() < 0.05 ? { bad: "503", afterUs: 1_000 } : around(20_000)(operation, random),
        },
      ],
      2,
    ),
  );
  expect(operationOf(result).errorRate.state).toBe("disagree");
  expect(operationOf(result).times[1]?.percentiles.map(({ state }) => state)).toEqual(Array(4).fill("agree"));
  expect(result.reasons[0]).toMatch(/^recall at 1x: error_rate is 0 % by native and [45]\.\d+ % by k6/);
});

test("runs that scatter from round to round leave undecided what intervals within a run would call a difference", () => {
  // each run is sharp, and the second engine's runs lie 6 ms apart: +4, -2, +4, -2 ms
  const answer = (
    operation: string,
    random: Parameters<ReturnType<typeof around>>[1],
    round: number,
  ): Answer => around(round % 2 === 1 ? 24_000 : 18_000)(operation, random);
  const { result } = reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        { label: "k6", answer },
      ],
      4,
    ),
  );
  expect(operationOf(result).times[1]?.percentiles.every(({ state }) => state !== "agree")).toBe(true);
  expect(result.state).toBe("undecided");
  expect(result.reasons[0]).toMatch(/undecided on p50, .*more rounds/);
});

test("too few samples leave a percentile undecided, saying how many it needs", () => {
  const { result } = reportOf(
    syntheticRuns(
      [
        { label: "native", answer: around(20_000) },
        { label: "k6", answer: around(20_000) },
      ],
      1,
      { ...CROSSCHECKED, probes: { health: 2 } },
    ),
  );
  // 2/s for 12 s: 24 samples. p50 needs 5, p90 29, p95 59, p99 299.
  const states = operationOf(result, "health").times[0]?.percentiles.map(
    ({ state, note }) => `${state} ${note}`,
  );
  expect(states).toEqual([
    "agree ",
    "undecided needs 29 samples of each engine, has 24",
    "undecided needs 59 samples of each engine, has 24",
    "undecided needs 299 samples of each engine, has 24",
  ]);
  expect(result.notices).toContain("one round: how far whole runs differ from each other is not known");
});

test("a run that is not sound decides nothing, whatever the figures say", () => {
  const { result } = unsound();
  expect(result.state).toBe("unsound");
  expect(result.reasons[0]).toBe("native#1 in round 2 is not sound: the run was interrupted (SIGINT)");
});

test("runs of different plans are not compared", () => {
  const one = syntheticRuns([{ label: "native", answer: around(20_000) }], 1);
  const other = syntheticRuns([{ label: "k6", answer: around(20_000) }], 1, { ...CROSSCHECKED, seed: 2 });
  const { state, reasons } = crosscheck([...one, ...other], DEFAULT_TOLERANCE);
  expect(state).toBe("unsound");
  expect(reasons[0]).toBe("k6 in round 1 drove another plan or scenario than native in round 1");
});

test("closed workloads are compared on service time, saying why", () => {
  const { result } = closedCheck();
  expect(operationOf(result).times.map(({ basis }) => basis)).toEqual(["service"]);
  expect(result.notices[0]).toBe(
    "compared on service time: native and autocannon measured no response time here",
  );
  expect(result.state, result.reasons.join("\n")).toBe("agree");
});

test("a crosscheck needs two engines with as many runs each", () => {
  const runs = syntheticRuns([{ label: "native", answer: around(20_000) }], 2);
  expect(() => crosscheck(runs, DEFAULT_TOLERANCE)).toThrow(RangeError);
  expect(() => crosscheck([], DEFAULT_TOLERANCE)).toThrow(RangeError);
});

test("the command's tolerance without an option is the default", () => {
  expect(OPTIONS.tolerance.initial).toEqual(DEFAULT_TOLERANCE);
  expect(OPTIONS.tolerance.read("2ms,10%")).toEqual({ us: 2_000, share: 0.1 });
  expect(OPTIONS.tolerance.read("3 %")).toEqual({ us: 0, share: 0.03 });
});

test.each(["", "5", "0ms", "1ms,5%,2%", "much"])("--tolerance refuses %j", (text) => {
  expect(() => OPTIONS.tolerance.read(text)).toThrow(/--tolerance/);
});

test.each(["native", "native,k6,autocannon", ",k6"])("--engines refuses %j", (text) => {
  expect(() => OPTIONS.engines.read(text)).toThrow(/--engines/);
});
