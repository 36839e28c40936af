import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseThresholds, type ThresholdsScope } from "../../../src/objective/index.ts";
import { type Issue, SloError } from "../../../src/shared/index.ts";

const SCOPE: ThresholdsScope = {
  profile: "recall",
  operations: ["recall", "write", "intake"],
  flows: ["intake"],
  probes: ["health"],
  workload: "open",
};

function yaml(...promises: readonly string[]): string {
  return `version: 1\nprofiles:\n  recall:\n${promises.map((promise) => `    - ${promise}\n`).join("")}`;
}

function read(...promises: readonly string[]) {
  return parseThresholds(yaml(...promises), "thresholds.yaml", SCOPE).list;
}

function issuesIn(text: string, scope: ThresholdsScope = SCOPE): readonly Issue[] {
  try {
    parseThresholds(text, "thresholds.yaml", scope);
  } catch (error) {
    if (error instanceof SloError && error.code === "bad_thresholds") return error.issues;
    throw error;
  }
  throw new Error("the text was taken");
}

/** The message of a text's only promise, which is refused. */
function refusal(promise: string): string {
  const issues = issuesIn(yaml(promise));
  expect(issues).toHaveLength(1);
  return issues[0]?.message ?? "";
}

describe("a sentence", () => {
  test("reads as operation, measure, comparison and limit in base units", () => {
    expect(read("recall.p95 <= 1200ms")).toEqual([
      {
        that: "recall.p95 <= 1200ms",
        operation: "recall",
        measure: { kind: "percentile", p: 0.95, basis: "response" },
        comparison: "<=",
        limit: 1_200_000,
        unit: "ms",
        at: null,
        windowUs: null,
        severity: "error",
        source: null,
      },
    ]);
  });

  test.each([
    ["recall.p50 < 1.5s", { kind: "percentile", p: 0.5, basis: "response" }, "<", 1_500_000, "ms"],
    ["recall.p99.9 <= 2s", { kind: "percentile", p: 0.999, basis: "response" }, "<=", 2_000_000, "ms"],
    ["recall.p99.99 <= 1m", { kind: "percentile", p: 0.9999, basis: "response" }, "<=", 60_000_000, "ms"],
    ["recall.service.p99.9 <= 2s", { kind: "percentile", p: 0.999, basis: "service" }, "<=", 2_000_000, "ms"],
    ["recall.mean <= 500us", { kind: "mean", basis: "response" }, "<=", 500, "ms"],
    ["recall.service.max < 5s", { kind: "max", basis: "service" }, "<", 5_000_000, "ms"],
    ["recall.error_rate <= 0.1%", { kind: "error_rate" }, "<=", 0.001, "ratio"],
    ["all.delivered >= 99.9%", { kind: "delivered" }, ">=", 0.999, "ratio"],
    ["recall.rate > 12.5/s", { kind: "rate" }, ">", 12.5, "per_s"],
    ["recall.status_429 <= 10", { kind: "status_count", status: 429 }, "<=", 10, "count"],
    ["recall.recovery <= 30s", { kind: "recovery" }, "<=", 30_000_000, "s"],
  ])("%s has its measure and limit", (sentence, measure, comparison, limit, unit) => {
    const others = sentence.includes("recovery") ? ["recall.p95 <= 1s"] : [];
    expect(read(sentence, ...others)[0]).toMatchObject({ that: sentence, measure, comparison, limit, unit });
  });

  test("is kept with its spaces in order", () => {
    expect(read('"  recall.p95<=1200 ms   in any   5m "')[0]).toMatchObject({
      that: "recall.p95 <= 1200ms in any 5m",
      windowUs: 300_000_000,
    });
  });

  test("may speak of a probe, of all operations, and of any step of a flow", () => {
    const list = read("health.p95 <= 50ms", "all.p95 <= 1s", "intake.store.service.p95 <= 1s");
    expect(list.map(({ operation }) => operation)).toEqual(["health", "all", "intake.store"]);
  });
});

describe("the long form", () => {
  test("adds levels, severity and source", () => {
    expect(
      read('{ that: recall.p99 <= 2500ms, at: [2x, 5x], severity: warning, source: "a document" }')[0],
    ).toMatchObject({ at: [2, 5], severity: "warning", source: "a document" });
  });

  test("needs a sentence, known keys, levels that are multipliers and a known severity", () => {
    const text = yaml(
      "{ at: [5x] }",
      "{ that: recall.p95 <= 1s, sevrity: warning }",
      "{ that: recall.p99 <= 1s, at: [5, 0x], severity: warn }",
      "{ that: recall.p90 <= 1s, at: 5x }",
      "{ that: recall.p50 <= 1s, at: [2x, 2x] }",
      "{ that: recall.max <= 1s, at: [], source: 7 }",
      "[recall.mean <= 1s]",
    );
    expect(issuesIn(text)).toEqual([
      {
        where: "thresholds.yaml:4:7",
        message: 'a promise without "that": write {that: recall.p95 <= 1200ms}',
      },
      {
        where: "thresholds.yaml:5:33",
        message: 'unknown key "sevrity" (did you mean "severity"?); known: that, at, severity, source',
      },
      {
        where: "thresholds.yaml:6:38",
        message: '"5" is not a level: write a multiplier above 0, such as 5x',
      },
      {
        where: "thresholds.yaml:6:41",
        message: '"0x" is not a level: write a multiplier above 0, such as 5x',
      },
      {
        where: "thresholds.yaml:6:56",
        message: 'severity is "error" or "warning", not "warn"',
      },
      { where: "thresholds.yaml:7:37", message: "at (such as [5x]) must be a list" },
      { where: "thresholds.yaml:7:37", message: "at names no level: leave it out to bind at every one" },
      { where: "thresholds.yaml:8:37", message: "at names the same level twice" },
      { where: "thresholds.yaml:9:37", message: "at names no level: leave it out to bind at every one" },
      { where: "thresholds.yaml:9:49", message: "source must be a text" },
      {
        where: "thresholds.yaml:10:7",
        message: "a promise is a sentence, such as recall.p95 <= 1200ms, or {that, at, severity, source}",
      },
    ]);
  });

  test("refuses levels for a recovery, which is judged after the last one", () => {
    expect(issuesIn(yaml("recall.p95 <= 1s", "{ that: recall.recovery <= 5s, at: [5x] }"))).toEqual([
      {
        where: "thresholds.yaml:5:42",
        message: '"recall.recovery <= 5s" is judged after the last level: leave "at" out',
      },
    ]);
  });
});

describe("a limit", () => {
  test.each([
    ["recall.p95 <= 1200", '"1200" has no unit: p95 takes a time, such as 1200ms or 1.2s'],
    ["recall.p95 <= 2%", '"2%" is a percentage: p95 takes a time, such as 1200ms or 1.2s'],
    ["recall.p95 <= 5 parsecs", '"5 parsecs" is not a limit: p95 takes a time, such as 1200ms or 1.2s'],
    ["recall.p95 <= -5ms", '"-5ms": a limit cannot be negative'],
    ["recall.p95 <= 0ms", '"0ms": a time limit must be above 0'],
    ["recall.p95 <= 2h", '"2h": times are measured up to 1h, so no longer limit can break'],
    ["recall.error_rate <= 2", '"2" has no unit: error_rate takes a percentage, such as 2%'],
    ["recall.error_rate <= 120%", '"120%": a share cannot exceed 100%'],
    ["recall.error_rate < 0%", '"recall.error_rate < 0%": nothing lies below 0'],
    ["recall.delivered > 100%", '"recall.delivered > 100%": nothing lies above 100%'],
    ["recall.rate >= 50", '"50" has no unit: rate takes a rate, such as 50/s'],
    ["recall.status_429 <= 1.5", '"1.5" is a number: status_429 takes a whole number, such as 10'],
    ["recall.status_429 <= 10ms", '"10ms" is a time: status_429 takes a whole number, such as 10'],
  ])("%s is refused", (promise, message) => {
    expect(refusal(promise)).toBe(message);
  });
});

describe("a sentence that does not fit", () => {
  test.each([
    [
      "recal.p95 <= 1s",
      'no operation or probe under load is called "recal" (did you mean "recall"?); known: recall, write, intake, health',
    ],
    ["recall.store.p95 <= 1s", 'recall is no flow, so it has no step "recall.store"'],
    ["recall.service.error_rate <= 2%", '"service." stands before percentiles, mean and max only'],
    ["recall <= 1s", '"recall" names no measure: write operation.measure, such as recall.p95'],
    ["recall.p95 >= 1s", "p95 >= makes no sense: write <= or <"],
    ["recall.delivered <= 99%", "delivered <= makes no sense: write >= or >"],
    ["recall.max <= 1s in any 5m", '"in any 5m" adds nothing to max: leave it out'],
    ["recall.p95 <= 1s in any 5", '"in any 5": "5" is not a duration with its unit, such as 5m'],
    [
      "recall.error_rate <= 0% in any 5m",
      '"recall.error_rate <= 0% in any 5m": a window of any length holds too few arrivals to decide on none at all',
    ],
    [
      "recall p95 below 1s",
      '"recall p95 below 1s" is not a promise: write operation.measure <= limit, such as recall.p95 <= 1200ms',
    ],
    [
      "recall.p95 = 1s",
      '"recall.p95 = 1s" is not a promise: write operation.measure <= limit, such as recall.p95 <= 1200ms',
    ],
  ])("%s is refused", (promise, message) => {
    expect(refusal(promise)).toBe(message);
  });

  test.each([
    ["recall.eror_rate <= 2%", 'did you mean "error_rate"?'],
    ["recall.p995 <= 2s", 'did you mean "p95"?'],
    ["recall.p30 <= 2s", "p50 to p99.99"],
    // A good response is not split by status, so this count would always be 0.
    ["recall.status_200 <= 2", "status_300 to status_599"],
  ])("%s names no measure", (promise, part) => {
    expect(refusal(promise)).toContain(part);
  });

  test("has all its problems told at once", () => {
    expect(issuesIn(yaml("recal.p95 >= 2% in any 5")).map(({ where }) => where)).toEqual([
      "thresholds.yaml:4:7",
      "thresholds.yaml:4:7",
      "thresholds.yaml:4:7",
      "thresholds.yaml:4:7",
    ]);
  });
});

describe("the same key", () => {
  test("twice for one level is refused at the later place", () => {
    const text = yaml(
      "recall.p95 <= 1s",
      "recall.p95 < 2s",
      "{ that: recall.p99 <= 1s, at: [2x, 5x] }",
      "{ that: recall.p99 <= 2s, at: [5x] }",
    );
    expect(issuesIn(text)).toEqual([
      {
        where: "thresholds.yaml:5:7",
        message: '"recall.p95 < 2s" promises again what "recall.p95 <= 1s" does: keep one of them',
      },
      {
        where: "thresholds.yaml:7:7",
        message: '"recall.p99 <= 2s" promises again what "recall.p99 <= 1s" does at 5x: keep one of them',
      },
    ]);
  });

  test("differs by operation, measure, basis, window and severity, and a level of its own is a place of its own", () => {
    expect(
      read(
        "recall.p95 <= 1s",
        "all.p95 <= 1s",
        "recall.p99 <= 1s",
        "recall.service.p95 <= 1s",
        "recall.p95 <= 1s in any 5m",
        "{ that: recall.p95 <= 500ms, severity: warning }",
        "{ that: recall.p95 <= 3s, at: [5x] }",
        "{ that: recall.p95 <= 2s, at: [2x] }",
      ),
    ).toHaveLength(8);
  });
});

describe("a recovery", () => {
  test("needs a deciding promise at 1x to return to", () => {
    const issues = issuesIn(
      yaml(
        "recall.recovery <= 15s",
        "{ that: recall.p95 <= 1s, severity: warning }",
        "{ that: recall.error_rate <= 1%, at: [2x] }",
        "write.p95 <= 1s",
      ),
    );
    expect(issues).toEqual([
      {
        where: "thresholds.yaml:4:7",
        message: '"recall.recovery <= 15s": no promise of severity error binds it at 1x to return to',
      },
    ]);
  });

  test("of all operations needs it for one of them", () => {
    expect(read("all.recovery <= 15s", "write.p95 <= 1s")).toHaveLength(2);
  });
});

describe("a promise on the target", () => {
  const SIGNALS = [
    { name: "pending", unit: null },
    { name: "heap", unit: "bytes" },
    { name: "lag", unit: "s" },
  ] as const;
  const readWith = (promise: string) =>
    parseThresholds(yaml(promise), "thresholds.yaml", { ...SCOPE, signals: SIGNALS }).list[0];
  const refused = (promise: string): string =>
    issuesIn(yaml(promise), { ...SCOPE, signals: SIGNALS })
      .map(({ message }) => message)
      .join("; ");

  test.each([
    ["target.rss <= 2GB", { kind: "signal", signal: "rss" }, 2e9, "bytes"],
    ["target.rss <= 512 MiB", { kind: "signal", signal: "rss" }, 536_870_912, "bytes"],
    ["target.rss <= 1.5kB", { kind: "signal", signal: "rss" }, 1500, "bytes"],
    ["target.cpu <= 50%", { kind: "signal", signal: "cpu" }, 0.5, "ratio"],
    ["target.fds < 1000", { kind: "signal", signal: "fds" }, 1000, "number"],
    ["target.pending <= 10.5", { kind: "signal", signal: "pending" }, 10.5, "number"],
    ["target.pending <= 10/s", { kind: "signal", signal: "pending" }, 10, "per_s"],
    ["target.lag <= 250ms", { kind: "signal", signal: "lag" }, 250_000, "s"],
    // 20 MB in 30 min are 40 MB an hour.
    [
      "target.rss.growth <= 20MB per 30m",
      { kind: "growth", signal: "rss", perUs: 1_800e6 },
      40e6,
      "bytes_per_h",
    ],
    [
      "target.cpu.growth <= 5% per 1h",
      { kind: "growth", signal: "cpu", perUs: 3_600e6 },
      0.05,
      "points_per_h",
    ],
    [
      "target.pending.growth <= 24 per 24h",
      { kind: "growth", signal: "pending", perUs: 86_400e6 },
      1,
      "number_per_h",
    ],
  ])("%s is read", (promise, measure, limit, unit) => {
    expect(readWith(promise)).toMatchObject({ operation: "target", measure, unit });
    expect(readWith(promise)?.limit).toBeCloseTo(limit, 9);
  });

  test.each([
    [
      "target.rsss <= 2GB",
      'the target has no signal "rsss" (did you mean "rss"?); signals: rss, cpu, fds, threads, pending, heap, lag (declare others in the scenario\'s "signals")',
    ],
    [
      "target.pendin.growth <= 5 per 1h",
      'the target has no signal "pendin" (did you mean "pending"?); signals: rss, cpu, fds, threads, pending, heap, lag (declare others in the scenario\'s "signals")',
    ],
    ["target.rss <= 2", '"2" has no unit: rss takes an amount of memory, such as 512MB or 2GiB'],
    ["target.rss <= 50%", '"50%" is a percentage: rss takes an amount of memory, such as 512MB or 2GiB'],
    ["target.rss <= 2gb", '"2gb" is not a limit: rss takes an amount of memory, such as 512MB or 2GiB'],
    ["target.heap <= 2000", '"2000": the signal heap is in bytes: write 512MB or 2GiB'],
    ["target.lag <= 5%", '"5%": the signal lag is a time: write 2s'],
    ["target.cpu <= 120%", '"120%": a share cannot exceed 100%'],
    ["target.rss.growth <= 20MB", 'rss.growth takes "per 1h" behind its limit'],
    ["target.rss.growth <= 20MB over 1h", 'rss.growth takes "per 1h" behind its limit'],
    ["target.rss.growth <= 20MB per hour", '"per hour": "hour" is not a duration with its unit, such as 1h'],
    [
      "target.rss.growth <= 0MB per 1h",
      '"0MB": no measurement shows that nothing rises at all: allow a little',
    ],
    ["target.rss.growth >= 1MB per 1h", "rss.growth >= makes no sense: write <= or <"],
    ["target.rss <= 2GB per 1h", '"per 1h" belongs to drift and growth, not to rss: leave it out'],
    [
      "target.rss.p95 <= 2GB",
      '"rss.p95" is nothing that a signal can be promised: write target.NAME <= LIMIT, target.NAME.growth or target.NAME.drift <= LIMIT per 1h',
    ],
    ["target.rss.growth <= 20MB per 1h in any 5m", '"in any 5m" adds nothing to rss.growth: leave it out'],
  ])("%s is refused", (promise, message) => {
    expect(refused(promise)).toBe(message);
  });

  test("of a stored record may name any signal", () => {
    expect(read("target.anything <= 5")).toMatchObject([{ measure: { kind: "signal", signal: "anything" } }]);
  });
});

describe("a drift and a budget", () => {
  test.each([
    [
      "recall.p95.drift <= 10% per 1h",
      { kind: "drift", of: { of: "percentile", p: 0.95, basis: "response" }, perUs: 3_600e6 },
      0.1,
      "ratio_per_h",
    ],
    [
      "recall.service.p99.9.drift <= 10% per 1h",
      { kind: "drift", of: { of: "percentile", p: 0.999, basis: "service" } },
      0.1,
      "ratio_per_h",
    ],
    [
      "recall.error_rate.drift <= 0.1% per 30m",
      { kind: "drift", of: { of: "error_rate" } },
      0.002,
      "points_per_h",
    ],
    [
      "intake.step.service.mean.drift < 200% per 8h",
      { kind: "drift", of: { of: "mean", basis: "service" } },
      0.25,
      "ratio_per_h",
    ],
    ["recall.good >= 99.9% over 30d", { kind: "budget", goal: 0.999, periodUs: 30 * 86_400e6 }, 14.4, "burn"],
    ["all.good >= 99% over 7d", { kind: "budget", goal: 0.99, periodUs: 7 * 86_400e6 }, 3.36, "burn"],
  ])("%s is read", (promise, measure, limit, unit) => {
    const [objective] = read(promise);
    expect(objective).toMatchObject({ that: promise, measure, unit });
    expect(objective?.limit).toBeCloseTo(limit, 9);
  });

  test.each([
    ["recall.p95.drift <= 10%", 'p95.drift takes "per 1h" behind its limit'],
    ["recall.p95.drift <= 10ms per 1h", '"10ms" is a time: p95.drift takes a percentage, such as 10%'],
    ["recall.p95 <= 10ms per 1h", '"per 1h" belongs to drift and growth, not to p95: leave it out'],
    ["recall.error_rate <= 1% over 30d", '"over 30d" belongs to good, not to error_rate: leave it out'],
    ["recall.good >= 99%", 'good takes "over 30d" behind its limit'],
    ["recall.good <= 99% over 30d", "good <= makes no sense: write >="],
    ["recall.good >= 100% over 30d", "100% good leaves no budget: write a little less, or error_rate"],
    ["recall.good >= 99% over 1d", '"over 1d": a budget is for 7d to 90d'],
    // 14.4 times 10 % are more than all.
    [
      "recall.good >= 90% over 30d",
      "nothing burns the budget of 90% 14.4 times as fast as it lasts: promise error_rate instead",
    ],
  ])("%s is refused", (promise, message) => {
    expect(refusal(promise)).toBe(message);
  });

  test("of one figure is promised once, of another time or period beside it", () => {
    expect(read("recall.p95.drift <= 10% per 1h", "recall.p95.drift <= 50% per 24h")).toHaveLength(2);
    expect(issuesIn(yaml("recall.p95.drift <= 10% per 1h", "recall.p95.drift <= 20% per 60m"))).toHaveLength(
      1,
    );
  });

  test("is nothing that a recovery returns to", () => {
    expect(refusal("recall.good >= 99% over 30d\n    - recall.recovery <= 15s")).toContain(
      "no promise of severity error binds it at 1x",
    );
  });
});

describe("the file", () => {
  test("gives decide and allow_hosts, with bounds and none as defaults", () => {
    const plain = parseThresholds(yaml("recall.p95 <= 1s"), "t.yaml", SCOPE);
    expect([plain.profile, plain.decide, plain.allowHosts]).toEqual(["recall", "bounds", []]);
    const text = `${yaml("recall.p95 <= 1s")}decide: point\nallow_hosts: [staging.example, 10.0.0.1]\n`;
    const full = parseThresholds(text, "t.yaml", SCOPE);
    expect([full.decide, full.allowHosts]).toEqual(["point", ["staging.example", "10.0.0.1"]]);
  });

  test("tells every problem of its frame at once", () => {
    const text = "version: 2\nprofile:\n  recall: []\ndecide: pont\nallow_hosts: staging.example\n";
    expect(issuesIn(text)).toEqual([
      {
        where: "thresholds.yaml:2:1",
        message:
          'unknown key "profile" (did you mean "profiles"?); known: version, profiles, allow_hosts, decide, max_gap',
      },
      {
        where: "thresholds.yaml:1:10",
        message: 'version "2" is not known to this tool: write "version: 1"',
      },
      {
        where: "thresholds.yaml:4:9",
        message: 'decide is "bounds" or "point", not "pont" (did you mean "point"?)',
      },
      { where: "thresholds.yaml:5:14", message: "allow_hosts must be a list" },
      {
        where: "thresholds.yaml:1:1",
        message: "profiles is missing: the promises of each scenario, by its name",
      },
    ]);
  });

  test("without a version is refused", () => {
    expect(issuesIn("profiles:\n  recall:\n    - recall.p95 <= 1s\n")).toEqual([
      { where: "thresholds.yaml:1:1", message: 'version is missing: begin with "version: 1"' },
    ]);
  });

  test("without the profile names the nearest one", () => {
    expect(issuesIn(yaml("recall.p95 <= 1s"), { ...SCOPE, profile: "recal" })).toEqual([
      {
        where: "thresholds.yaml:2:1",
        message: 'no promises for profile "recal" (did you mean "recall"?); profiles here: recall',
      },
    ]);
  });

  test("with a profile that promises nothing is refused", () => {
    expect(issuesIn("version: 1\nprofiles:\n  recall: []\n  other:\n")).toEqual([
      { where: "thresholds.yaml:3:3", message: 'profile "recall" has no promises' },
      { where: "thresholds.yaml:4:9", message: 'profile "other" must be a list' },
      { where: "thresholds.yaml:4:3", message: 'profile "other" has no promises' },
    ]);
  });

  test("has the grammar of its other profiles checked, but not their operations", () => {
    const text = `${yaml("recall.p95 <= 1s")}  other:\n    - place.order.p95 <= 1s\n    - order.p95 <= 1\n`;
    expect(issuesIn(text).map(({ where }) => where)).toEqual(["thresholds.yaml:7:7"]);
  });

  test("that is no YAML is refused with its place and nothing else", () => {
    const issues = issuesIn('version: 1\nprofiles:\n  recall:\n    - "recall.p95 <= 1s\n');
    expect(issues).toHaveLength(1);
    expect(issues[0]?.where).toMatch(/^thresholds\.yaml:5:1$/);
  });

  test("with a key twice is refused, and read on", () => {
    const issues = issuesIn(`${yaml("recall.p95 <= 1s")}version: 1\ndecide: maybe\n`);
    expect(issues.map(({ where }) => where)).toEqual(["thresholds.yaml:5:1", "thresholds.yaml:6:9"]);
  });

  test("that is empty is refused", () => {
    expect(issuesIn("").map(({ where }) => where)).toContain("thresholds.yaml:1:1");
  });
});

test.each([
  ["recall", ["recall"], []],
  ["write", ["write"], []],
  ["mixed", ["recall", "write"], ["health"]],
])("the shipped promises of %s are read, each with its source", (profile, operations, probes) => {
  const text = readFileSync(new URL("../../../thresholds.yaml", import.meta.url), "utf8");
  const { list } = parseThresholds(text, "thresholds.yaml", {
    profile,
    operations,
    flows: [],
    probes,
    workload: "open",
  });
  expect(list.length).toBeGreaterThan(5);
  expect(list.filter(({ source }) => source === null)).toEqual([]);
});

/** The error that a text is refused with. */
function refused(text: string): SloError {
  try {
    parseThresholds(text, "thresholds.yaml", SCOPE);
  } catch (error) {
    if (error instanceof SloError) return error;
    throw error;
  }
  throw new Error("the text was taken");
}

describe("what helps", () => {
  test("with a slip of indentation is its first line alone, and to look there", () => {
    const slipped =
      "version: 1\nprofiles:\n  recall:\n    - recall.p95 <= 1s\n   - write.p95 <= 1s\n   - recall.p99 <= 1s\n";
    const { issues, hint } = refused(slipped);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.where).toMatch(/^thresholds\.yaml:[45]:/);
    expect(issues[0]?.message).toMatch(/: check the indentation$/);
    expect(hint ?? "").not.toMatch(/sentence/);
  });

  test("with a promise is how one reads, and is left out elsewhere", () => {
    expect(refused(yaml("recall.p95")).hint).toMatch(/reads like a sentence/);
    expect(refused(yaml("recall.p95 <= 1s").replace("version: 1", "version: 2")).hint ?? "").toBe("");
  });
});
