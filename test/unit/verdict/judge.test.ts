import { expect, test } from "vitest";
import type { Objective } from "../../../src/objective/index.ts";
import { judge } from "../../../src/verdict/index.ts";
import { type SyntheticRun, syntheticRecord } from "../../support/synthetic-record.ts";
import { errorRate, objectives, P95, p95, promise } from "./promises.ts";

function verdict(run: SyntheticRun, list: readonly Objective[] = [p95(1200), errorRate(2)]) {
  return judge(syntheticRecord(run), objectives(list));
}

const quick: SyntheticRun["answer"] = (_, random) => 20_000 + random.exponential(20_000);

test("a quick, errorless run passes and says by what", () => {
  const { kind, complete, reasons } = verdict({ answer: quick });
  expect({ kind, complete }).toEqual({ kind: "pass", complete: true });
  expect(reasons).toEqual([
    expect.stringMatching(
      /^recall\.p95 <= 1200ms at 1x: [78]\d\.\d+ ms \([\d.]+ to [\d.]+\) over 3000 samples$/,
    ),
    // 1 - 0.05^(1/3000) = 0.0998 %
    expect.stringMatching(/^recall\.error_rate <= 2% at 1x: 0 % \(0 to 0\.0998\d* ?\) over 3000 arrivals$/),
  ]);
});

test("a slow run fails", () => {
  expect(verdict({ answer: () => 1_310_000 }).kind).toBe("fail");
});

test("one hang of 5 s in 30 s fails a p95 of 1200 ms", () => {
  // Arrivals of seconds 10 to 15 wait for the end of the hang: a sixth of all, of which 3.8 of 5 s wait over 1.2 s
  const answer: SyntheticRun["answer"] = ({ intendedUs }) =>
    5_000 + (intendedUs >= 10e6 && intendedUs < 15e6 ? 15e6 - intendedUs : 0);
  expect(verdict({ answer, timeoutUs: 10_000_000 }).kind).toBe("fail");
});

test("a target that serves 97 of 100/s never passes, though its p95 is within the limit", () => {
  // After t seconds the wait is 0.031 t: 0.93 s at the end of 30 s
  const answer: SyntheticRun["answer"] = ({ intendedUs }) => 5_000 + (3 / 97) * intendedUs;
  const { kind, reasons, levels } = verdict({ answer, warmUpSeconds: 0.001, rampSeconds: 0.001 });
  expect(kind).toBe("inconclusive");
  expect(reasons[0]).toMatch(/^the level 1x is not steady/);
  expect(levels).toMatchObject([{ x: 1, steady: false }]);
});

test("a target that serves 160 of 200/s fails", () => {
  // The wait grows by 0.25 s a second: p95 after 30 s is about 7.1 s
  const answer: SyntheticRun["answer"] = ({ intendedUs }) => 5_000 + 0.25 * intendedUs;
  expect(verdict({ rate: 200, answer }).kind).toBe("fail");
});

test("one in fifty that never answers fails 1 % errors, and its p99 lies beyond the timeout", () => {
  const answer: SyntheticRun["answer"] = ({ seq }) => (seq % 50 === 0 ? "timeout" : 20_000);
  const p99 = promise("recall.p99 <= 1200ms", { ...P95, p: 0.99 }, 1_200_000);
  const { kind, reasons } = verdict({ answer }, [errorRate(1), p99]);
  expect(kind).toBe("fail");
  expect(reasons.find((reason) => reason.startsWith("recall.p99"))).toMatch(/: > 5000 ms /);
});

test("five samples leave a p99 inconclusive", () => {
  const p99 = promise("recall.p99 <= 1200ms", { ...P95, p: 0.99 }, 1_200_000);
  const { kind } = verdict({ rate: 1, seconds: 5 }, [p99]);
  expect(kind).toBe("inconclusive");
});

test("a generator that was blocked makes the run invalid, with the cause named, and never passes", () => {
  // 300 ms every 2 s: in 15 of 30 seconds some 20 of 100 arrivals are over 100 ms late
  const blocked = { late: { "0": 20 }, longest_pause_us: 300_000 };
  const { kind, reasons } = verdict({
    answer: quick,
    startLagUs: ({ intendedUs }) => Math.max(100, 300_000 - (intendedUs % 2_000_000)),
    generator: (interval) => (interval % 2 === 0 ? blocked : {}),
  });
  expect(kind).toBe("invalid");
  expect(reasons[0]).toMatch(/^the generator was unsound: late_seconds at 1x: 15 s \(at most 1 s\)/);
  expect(reasons.at(-1)).toMatch(/^seen beside it: longest_pause at 1x: 300 ms \(at most 120 ms\)/);
});

test("a fail that our own start lag explains is invalid, one that service time shares is a fail", () => {
  // 60 ms limit: 1 ms of lag is allowed. Lag of 50 ms and service of 20 ms: 70 ms response. Under 100 ms nothing counts as late.
  const lagging: SyntheticRun = { startLagUs: 50_000, answer: () => 70_000 };
  expect(verdict(lagging, [p95(60)]).kind).toBe("invalid");
  expect(verdict({ ...lagging, answer: () => 120_000 }, [p95(60)]).kind).toBe("fail"); // service 70 ms
  expect(verdict(lagging, [p95(80)]).kind).toBe("pass");
});

test("a run that a stop rule ended fails by the rule", () => {
  const { kind, complete, reasons } = verdict({
    answer: ({ intendedUs }) => (intendedUs < 10e6 ? 10_000 : { shed: "stopped" }),
    ended: { kind: "stopped", rule: "nothing good for 30 s" },
  });
  expect({ kind, complete }).toEqual({ kind: "fail", complete: true });
  expect(reasons[0]).toBe("the run was stopped: nothing good for 30 s");
});

test.each([
  ["killed", { killedAtUs: 20_000_000 }, /without a footer, after 1\d of 3\d intervals/],
  ["interrupted", { ended: { kind: "interrupted", signal: "SIGINT" } }, /interrupted \(SIGINT\)/],
  [
    "ended by the scenario",
    { ended: { kind: "scenario_error", message: "x is not defined", where: "scenarios/recall.ts:12:5" } },
    /the scenario failed at scenarios\/recall\.ts:12:5: x is not defined/,
  ],
  [
    "ended by the engine",
    { ended: { kind: "engine_failed", message: "worker 1 died" } },
    /the engine failed: worker 1/,
  ],
] satisfies [string, SyntheticRun, RegExp][])("a run that was %s is incomplete", (_, run, why) => {
  const { kind, complete, reasons } = verdict({ answer: quick, ...run });
  expect({ kind, complete }).toEqual({ kind: "incomplete", complete: false });
  expect(reasons[0]).toMatch(why);
});

test("a damaged record is incomplete", () => {
  const record = { ...syntheticRecord({ answer: quick }), truncated: true };
  expect(judge(record, objectives([p95(1200)])).kind).toBe("incomplete");
});

test("nothing in the plan passes nothing", () => {
  expect(verdict({ answer: quick }, [p95(1200, { at: [9] })]).kind).toBe("inconclusive");
  expect(verdict({ answer: quick }, []).kind).toBe("inconclusive");
});

test("every verdict carries its blind spot and the unknown build", () => {
  const { notices } = verdict({ answer: quick, header: { notices: ["the cap was lowered to 100"] } });
  expect(notices).toEqual([
    "the cap was lowered to 100",
    "tested build unknown: name it with --target-build",
    "blind spot: events rarer than one in 10s may be unseen (levels of 30s)", // T/3 of 30 s
  ]);
});

test("short levels, point estimates and broken warnings are announced", () => {
  const warning = p95(10, { severity: "warning" });
  const record = syntheticRecord({ answer: () => 20_000, seconds: 12 });
  const { kind, notices } = judge(record, objectives([p95(1200), warning], { decide: "point" }));
  expect(kind).toBe("pass");
  expect(notices).toEqual([
    expect.stringMatching(/^warning, decides nothing: recall\.p95 <= 10ms at 1x: 20\.\d* ms/),
    expect.stringMatching(/point estimates/),
    expect.stringMatching(/build unknown/),
    expect.stringMatching(/^levels of 12s are short/),
    "blind spot: events rarer than one in 4s may be unseen (levels of 12s)",
  ]);
});

test("judging the same record twice gives the same verdict", () => {
  const record = syntheticRecord({ answer: quick, x: [1, 2], seconds: 10 });
  const promises = objectives([p95(1200), errorRate(2)]);
  expect(judge(record, promises)).toEqual(judge(record, promises));
});
