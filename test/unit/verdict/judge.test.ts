import { describe, expect, test } from "vitest";
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

test("a run cut short gives no advice on what its own end left undone", () => {
  // Interrupted at 15 s of 30: nothing later was sent, and every arrival of the last second was still on its way.
  const record = syntheticRecord({
    x: [1, 2],
    ended: { kind: "interrupted", signal: "SIGINT" },
    answer: ({ intendedUs }) =>
      intendedUs > 14_000_000 ? (intendedUs > 15_000_000 ? { shed: "stopped" } : "unfinished") : 10_000,
  });
  const { kind, reasons, levels, findings, notices } = judge(record, objectives([p95(1200), errorRate(2)]));
  expect(kind).toBe("incomplete");
  expect(reasons).toEqual(["the run was interrupted (SIGINT)"]);
  expect(levels).toMatchObject([
    { x: 1, steady: true, detail: "" },
    { x: 2, steady: false, detail: "not reached" },
  ]);
  expect(findings.map(({ state }) => state)).toEqual(["held", "unmeasured", "held", "unmeasured"]);
  expect(notices.join()).not.toMatch(/add recall/);
  expect(judge(record, objectives([p95(1200)])).reasons).toHaveLength(1);
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
    "blind spot: events rarer than one in 10 s may be unseen (levels of 30 s)", // T/3 of 30 s
  ]);
});

describe("errors that no promise speaks of", () => {
  const refusing =
    (share: number): NonNullable<SyntheticRun["answer"]> =>
    (_, random) =>
      random.next() < share ? { bad: "503", afterUs: 1_000 } : 20_000;

  test("keep a run from passing by its quick answers", () => {
    const { kind, reasons } = verdict({ answer: refusing(0.6) }, [p95(1200)]);
    expect(kind).toBe("inconclusive");
    expect(reasons[0]).toMatch(
      /^(59|60|61)(\.\d+)? % of recall at 1x were not good, and no promise speaks of errors there: add recall\.error_rate <= \.\.\.$/,
    );
    // A promise of errors that decides speaks of them, a warning does not
    expect(verdict({ answer: refusing(0.6) }, [p95(1200), errorRate(70)]).kind).toBe("pass");
    // So does a budget, though the level is too short for it, but not a drift
    const budget = promise(
      "recall.good >= 99% over 30d",
      { kind: "budget", goal: 0.99, periodUs: 2_592_000e6 },
      14.4,
      {
        unit: "burn",
      },
    );
    expect(verdict({ answer: refusing(0.6) }, [p95(1200), budget]).reasons).toEqual([
      "recall.good >= 99% over 30d at 1x: undecided; its shortest windows last 1h: run longer: --duration 1h",
    ]);
    const drift = promise(
      "recall.error_rate.drift <= 1% per 10m",
      { kind: "drift", of: { of: "error_rate" }, perUs: 600e6 },
      0.06,
      {
        unit: "points_per_h",
      },
    );
    expect(verdict({ answer: refusing(0.6) }, [p95(1200), drift]).reasons[0]).toContain(
      "no promise speaks of errors",
    );
    const warning = errorRate(70, { severity: "warning" });
    expect(verdict({ answer: refusing(0.6) }, [p95(1200), warning]).kind).toBe("inconclusive");
  });

  test("may be 5 % of the arrivals", () => {
    const oneIn =
      (n: number): NonNullable<SyntheticRun["answer"]> =>
      ({ index }) =>
        index % n === 0 ? { bad: "503", afterUs: 1_000 } : 20_000;
    expect(verdict({ answer: oneIn(20) }, [p95(1200)]).kind).toBe("pass");
    expect(verdict({ answer: oneIn(19) }, [p95(1200)]).kind).toBe("inconclusive");
  });

  test("keep a service that resets everything from passing by what was delivered", () => {
    const delivered = promise("recall.delivered >= 99%", { kind: "delivered" }, 0.99);
    const { kind, reasons, levels } = verdict({ answer: () => ({ failed: "reset", afterUs: 500 }) }, [
      delivered,
    ]);
    expect(kind).toBe("inconclusive");
    expect(reasons[0]).toMatch(/^100 % of recall at 1x were not good/);
    expect(levels).toMatchObject([{ steady: false, detail: "nothing was good" }]);
  });

  test("count for each operation under load, though promises bind only a probe", () => {
    const health = p95(1200, { operation: "health", that: "health.p95 <= 1200ms" });
    const run: SyntheticRun = {
      probes: { health: 5 },
      answer: ({ operation }) => (operation === "health" ? 10_000 : "timeout"),
    };
    expect(verdict(run, [health]).kind).toBe("inconclusive");
    // A probe's own errors are its promises' affair
    const failing: SyntheticRun = {
      ...run,
      answer: ({ operation }) => (operation === "health" ? { bad: "503", afterUs: 500 } : 10_000),
    };
    expect(verdict(failing, [p95(1200)]).kind).toBe("pass");
  });

  test("count at a level without any promise, which is said not to be judged", () => {
    const at = { at: [1, 2] };
    const run: SyntheticRun = { x: [1, 2, 5], rate: 60, seconds: 12 };
    const broken: SyntheticRun = {
      ...run,
      // 12 s at 1x from 2 s on, 12 s at 2x from 15 s on, ramp from 27 s, 5x from 28 s to 40 s
      answer: ({ intendedUs }) =>
        intendedUs >= 28e6 && intendedUs < 40e6 ? { bad: "503", afterUs: 1_000 } : 20_000,
    };
    const { kind, reasons, judgedLevels, notices } = verdict(broken, [p95(1200, at), errorRate(2, at)]);
    expect(kind).toBe("inconclusive");
    expect(reasons[0]).toMatch(/^100 % of recall at 5x were not good/);
    expect(judgedLevels).toEqual([1, 2]);
    expect(notices).toContain("5x was driven but not judged: no promise binds there");
    const fine = verdict({ ...run, answer: () => 20_000 }, [p95(1200, at), errorRate(2, at)]);
    expect({ kind: fine.kind, judgedLevels: fine.judgedLevels }).toEqual({
      kind: "pass",
      judgedLevels: [1, 2],
    });
  });

  test("in a recovery without a promise are a notice", () => {
    // At 2x from 2 s to 14 s, then the recovery
    const run: SyntheticRun = {
      x: [2],
      seconds: 12,
      answer: ({ intendedUs }) => (intendedUs >= 14e6 ? { bad: "503", afterUs: 1_000 } : 20_000),
    };
    const { kind, notices } = verdict(run, [p95(1200), errorRate(2)]);
    expect(kind).toBe("pass");
    expect(notices).toContain(
      "100 % of recall in the recovery at 1x were not good, and no promise speaks of that: add recall.recovery <= ...",
    );
    const recovery = promise("recall.recovery <= 5s", { kind: "recovery" }, 5_000_000);
    expect(verdict(run, [p95(1200), errorRate(2), recovery]).notices.join()).not.toMatch(/in the recovery/);
  });
});

test("a mean of requests that never answered passes nothing", () => {
  // All time out after 5 s, and 6 s are promised
  const mean = promise("recall.mean <= 6s", { kind: "mean", basis: "response" }, 6_000_000);
  expect(verdict({ answer: () => "timeout" }, [mean, errorRate(100)]).kind).toBe("inconclusive");
});

test("a closed workload that stood still for most of its time does not pass", () => {
  const service = promise("recall.service.p95 <= 300ms", { ...P95, basis: "service" }, 300_000);
  const stalls: SyntheticRun = {
    workload: "closed",
    users: 10,
    seconds: 15,
    timeoutUs: 60_000_000,
    answer: ({ intendedUs }) => (intendedUs >= 4.98e6 && intendedUs < 14e6 ? 14e6 - intendedUs : 10_000),
  };
  const { kind, reasons } = verdict(stalls, [service, errorRate(2)]);
  expect(kind).toBe("inconclusive");
  expect(reasons[0]).toBe("the level 1x is not steady, so it cannot pass: nothing completed for 9 s");
});

describe("pauses of our own", () => {
  const pausing =
    (ms: number): NonNullable<SyntheticRun["generator"]> =>
    () => ({ longest_pause_us: ms * 1000 });

  test("that explain a broken promise make the run invalid, with the cause beside it", () => {
    // Answers stamped at 150 ms, of which we stood still for 60
    const run: SyntheticRun = { answer: () => 150_000, generator: pausing(60) };
    const { kind, reasons } = verdict(run, [p95(100)]);
    expect(kind).toBe("invalid");
    expect(reasons[0]).toMatch(
      /^recall\.p95 <= 100ms at 1x: 15\d.* \(not counted: without the generator's own/,
    );
    expect(reasons[1]).toMatch(/^seen beside it: longest_pause at 1x: 60 ms \(at most 50 ms\)/);
  });

  test("that are small excuse no hang of the target", () => {
    const answer: NonNullable<SyntheticRun["answer"]> = ({ intendedUs }) =>
      5_000 + (intendedUs >= 10e6 && intendedUs < 15e6 ? 15e6 - intendedUs : 0);
    expect(verdict({ answer, timeoutUs: 10_000_000, generator: pausing(40) }, [p95(1200)]).kind).toBe("fail");
  });

  test("that make requests time out do not fail an error rate", () => {
    const run: SyntheticRun = {
      timeoutUs: 300_000,
      answer: ({ intendedUs }) => (intendedUs >= 10e6 && intendedUs < 11e6 ? "timeout" : 10_000),
    };
    expect(verdict({ ...run, generator: pausing(270) }, [errorRate(1)]).kind).toBe("invalid");
    expect(verdict(run, [errorRate(1)]).kind).toBe("fail");
  });
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
    expect.stringMatching(/^levels of 12 s are short/),
    "blind spot: events rarer than one in 4 s may be unseen (levels of 12 s)",
  ]);
});

test("judging the same record twice gives the same verdict", () => {
  const record = syntheticRecord({ answer: quick, x: [1, 2], seconds: 10 });
  const promises = objectives([p95(1200), errorRate(2)]);
  expect(judge(record, promises)).toEqual(judge(record, promises));
});
