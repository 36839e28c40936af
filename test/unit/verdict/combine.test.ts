import { expect, test } from "vitest";
import type { Finding } from "../../../src/objective/index.ts";
import { combine, type Evidence, type PlacedCheck, type ValidityCheck } from "../../../src/verdict/index.ts";
import { finding, p95 } from "./promises.ts";

const broken = (more: Partial<Finding> = {}): Finding =>
  finding({
    state: "broken",
    observed: 1_310_000,
    bounds: [1_270_000, 1_350_000],
    brokenOnService: true,
    ...more,
  });

const undecided = finding({
  state: "undecided",
  bounds: [900_000, 1_250_000],
  note: "its upper bound exceeds the limit",
});

function failing(role: ValidityCheck["role"], phase: number | null): PlacedCheck {
  const x = phase === null ? null : phase === 3 ? 2 : 5;
  const at = { x, phase: phase === null ? null : ("steady" as const) };
  return {
    phase,
    check: { check: `a ${role}`, role, holds: false, limit: 1, observed: 7, unit: "s", ...at, detail: "" },
  };
}

function judged(more: Partial<Evidence>) {
  return combine({
    end: { kind: "complete" },
    findings: [finding()],
    levels: [],
    checks: [],
    unpromised: [],
    ...more,
  });
}

test("a run whose promises all hold passes, and says by which figures", () => {
  expect(judged({})).toEqual({
    kind: "pass",
    reasons: ["recall.p95 <= 1200ms at 2x: 900 ms (850 to 950) over 2994 samples"],
  });
});

test("one broken promise fails the run, with the figures for a reason", () => {
  expect(judged({ findings: [finding(), broken()] })).toEqual({
    kind: "fail",
    reasons: ["recall.p95 <= 1200ms at 2x: 1310 ms (1270 to 1350) over 2994 samples"],
  });
});

test("an undecided or unmeasured promise leaves the run inconclusive", () => {
  expect(judged({ findings: [finding(), undecided] })).toEqual({
    kind: "inconclusive",
    reasons: [
      "recall.p95 <= 1200ms at 2x: undecided, 900 ms (900 to 1250) over 2994 samples; its upper bound exceeds the limit",
    ],
  });
  const unmeasured = finding({ state: "unmeasured", observed: null, bounds: null, samples: 0 });
  expect(judged({ findings: [finding(), unmeasured] }).kind).toBe("inconclusive");
});

test("a promise outside the plan does not decide, but alone it passes nothing", () => {
  const outside = finding({
    state: "not_in_plan",
    x: null,
    phase: null,
    observed: null,
    bounds: null,
    samples: 0,
  });
  expect(judged({ findings: [finding(), outside] }).kind).toBe("pass");
  expect(judged({ findings: [outside] }).kind).toBe("inconclusive");
  expect(judged({ findings: [] }).kind).toBe("inconclusive");
});

test("warnings decide nothing, neither for nor against", () => {
  const warning = { objective: p95(1200, { severity: "warning" }) };
  expect(judged({ findings: [finding(), broken(warning)] }).kind).toBe("pass");
  expect(judged({ findings: [finding(warning)] }).kind).toBe("inconclusive");
});

test("a level that is not steady never passes, but can fail", () => {
  const levels = [{ phase: 3, x: 2, steady: false, detail: "a backlog grows" }];
  expect(judged({ levels })).toEqual({
    kind: "inconclusive",
    reasons: ["the level 2x is not steady, so it cannot pass: a backlog grows"],
  });
  expect(judged({ levels, findings: [broken()] }).kind).toBe("fail");
});

test("an unsound generator makes the run invalid, whatever else was found there", () => {
  const checks = [failing("unsound", 3)];
  expect(judged({ checks }).kind).toBe("invalid");
  expect(judged({ checks, findings: [undecided] }).kind).toBe("invalid");
  const { kind, reasons } = judged({ checks, findings: [broken()] });
  expect(kind).toBe("invalid");
  expect(reasons).toEqual([
    "the generator was unsound: a unsound at 2x: 7 s (at most 1 s)",
    "recall.p95 <= 1200ms at 2x: 1310 ms (1270 to 1350) over 2994 samples (not counted: the generator was unsound)",
  ]);
});

test("a promise broken at a sound level fails the run though another level was unsound", () => {
  const { kind, reasons } = judged({ checks: [failing("unsound", 5)], findings: [broken()] });
  expect(kind).toBe("fail");
  expect(reasons).toHaveLength(2); // the promise first, then the unsound level
});

test("what is unsound in the whole run discounts every level", () => {
  expect(judged({ checks: [failing("unsound", null)], findings: [broken()] }).kind).toBe("invalid");
});

test("with start lag a pass stands, and what only our lag and pauses explain is invalid, never a fail", () => {
  const checks = [failing("lag", 3)];
  expect(judged({ checks }).kind).toBe("pass");
  expect(judged({ checks, findings: [broken()] }).kind).toBe("fail");
  expect(judged({ checks, findings: [broken({ brokenOnService: null })] }).kind).toBe("fail");
  const only = judged({ checks, findings: [broken({ brokenOnService: false })] });
  expect(only.kind).toBe("invalid");
  expect(only.reasons[0]).toBe("a lag at 2x: 7 s (at most 1 s)");
  // However small the lag is
  const { kind, reasons } = judged({ findings: [broken({ brokenOnService: false })] });
  expect(kind).toBe("invalid");
  expect(reasons).toEqual([
    "recall.p95 <= 1200ms at 2x: 1310 ms (1270 to 1350) over 2994 samples (not counted: without the generator's own lag and pauses it is not broken)",
  ]);
});

test("causes alone decide nothing, and are named beside what does", () => {
  const causes = [failing("cause", 3), failing("cause", null)];
  expect(judged({ checks: causes }).kind).toBe("pass");
  expect(judged({ checks: [failing("unsound", 3), ...causes] }).reasons.at(-1)).toBe(
    "seen beside it: a cause at 2x: 7 s (at most 1 s); a cause: 7 s (at most 1 s)",
  );
});

test("a circumstance without a limit is named beside what decides, and alone decides nothing", () => {
  const shared: PlacedCheck = {
    phase: null,
    check: {
      check: "target_on_other_machine",
      role: "cause",
      holds: null,
      limit: null,
      observed: null,
      unit: "",
      x: null,
      phase: null,
      detail: "target and generator share one machine's processors",
    },
  };
  expect(judged({ checks: [shared] }).kind).toBe("pass");
  expect(judged({ checks: [failing("unsound", 3), shared] }).reasons.at(-1)).toBe(
    "seen beside it: target_on_other_machine: target and generator share one machine's processors",
  );
});

test("a check that is not available decides nothing", () => {
  const [placed] = [failing("unsound", null)];
  const checks = [{ phase: null, check: { ...placed.check, holds: null } }];
  expect(judged({ checks }).kind).toBe("pass");
});

test("a stop rule is a finding about the target: fail, with the rule first", () => {
  const end = { kind: "stopped", rule: "nothing good for 30 s" } as const;
  expect(judged({ end })).toEqual({ kind: "fail", reasons: ["the run was stopped: nothing good for 30 s"] });
  expect(judged({ end, checks: [failing("unsound", null)] }).kind).toBe("invalid");
});

test("an unfinished run is incomplete before anything else, and still says what broke", () => {
  const end = { kind: "incomplete", why: "the run was interrupted (SIGINT)" } as const;
  const { kind, reasons } = judged({ end, findings: [broken()], checks: [failing("unsound", 5)] });
  expect(kind).toBe("incomplete");
  expect(reasons.slice(0, 2)).toEqual([
    "the run was interrupted (SIGINT)",
    "recall.p95 <= 1200ms at 2x: 1310 ms (1270 to 1350) over 2994 samples",
  ]);
});
