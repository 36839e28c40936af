/*
 * Judged runs for tests of every report format: real records (synthetic arrivals, real codec) with verdicts written by hand,
 * so that a format is tested on every kind of verdict, whatever the judge makes of a record.
 */
import type { Finding, Objective, State } from "../../src/objective/index.ts";
import type { RecordHeader, RunRecord, TargetLine } from "../../src/record/index.ts";
import { type Report, summaryOf } from "../../src/report/index.ts";
import type { Random } from "../../src/shared/index.ts";
import type { ValidityCheck, Verdict, VerdictKind } from "../../src/verdict/index.ts";
import { type Answer, type SyntheticRun, syntheticRecord } from "./synthetic-record.ts";

const HEADER: Partial<RecordHeader> = {
  run_id: "20260101-120000-mixed-2x-1a2b",
  started_at: "2026-01-01T12:00:00.000Z",
  labels: { ci: "https://ci.example/builds/42" },
  git: { commit: "0123456789abcdef0123456789abcdef01234567", dirty: false },
  env: {
    SCOPE: { from: "-e", value: "load-test" },
    SLO_API_KEY: { from: "environment", value: null },
  },
  populated: { operation: "write", count: 500, left_behind: false },
};

const MIXED: SyntheticRun = {
  profile: "mixed",
  rate: 30,
  seconds: 30,
  x: [2],
  arrivals: "poisson",
  warmUpSeconds: 10,
  rampSeconds: 3,
  operations: { recall: 4, write: 1 },
  probes: { health: 4 },
  header: HEADER,
};

export function promise(that: string, over: Partial<Objective> = {}): Objective {
  const [, operation = "", measure = "", comparison = "<=", value = "", unit = ""] =
    /^([^.]+)\.(\S+) (<=|<|>=|>) ([\d.]+)(ms|s|%)?/.exec(that) ?? [];
  const percentile = /^p([\d.]+)$/.exec(measure);
  return {
    that,
    operation,
    measure: percentile
      ? { kind: "percentile", p: Number(percentile[1]) / 100, basis: "response" }
      : measure === "recovery"
        ? { kind: "recovery" }
        : measure === "delivered"
          ? { kind: "delivered" }
          : { kind: "error_rate" },
    comparison: comparison as Objective["comparison"],
    limit: Number(value) * (unit === "%" ? 0.01 : unit === "s" ? 1_000_000 : 1_000),
    unit: unit === "%" ? "ratio" : measure === "recovery" ? "s" : "ms",
    at: null,
    windowUs: null,
    severity: "error",
    source: null,
    ...over,
  };
}

export function finding(objective: Objective, state: State, over: Partial<Finding> = {}): Finding {
  return {
    objective,
    operation: objective.operation,
    x: 2,
    phase: 2,
    state,
    observed: null,
    bounds: null,
    samples: 0,
    note: "",
    brokenOnService: null,
    ...over,
  };
}

const CHECKS: readonly ValidityCheck[] = [
  check("ledger_closes", "unsound", true, 0, 0, "count"),
  check("late_seconds", "unsound", true, 1, 0, "count", 2),
  { ...check("late_seconds", "unsound", true, 1, 0, "count", 1), phase: "recovery" },
  { ...check("start_lag_p99", "lag", true, 8, 0.31, "ms", 2), detail: "1 % of the tightest limit, 800 ms" },
  check("loop_utilisation_p95", "cause", true, 0.9, 0.2, "ratio"),
  { ...check("cpu_throttled", "cause", null, 0.01, null, "ratio"), detail: "no CPU quota on this host" },
];

function check(
  name: string,
  role: ValidityCheck["role"],
  holds: boolean | null,
  limit: number,
  observed: number | null,
  unit: string,
  x: number | null = null,
): ValidityCheck {
  const phase = x === null ? null : "steady";
  return { check: name, role, holds, limit, observed, unit, x, phase, detail: "" };
}

const BLIND = "blind spot: events rarer than one in 10s may be unseen (levels of 30s)";

function verdictOf(kind: VerdictKind, over: Partial<Verdict> = {}): Verdict {
  return {
    kind,
    complete: kind !== "incomplete",
    reasons: [],
    findings: [],
    levels: [{ phase: 2, x: 2, steady: true, detail: "" }],
    judgedLevels: (over.findings ?? []).flatMap(({ x, objective }) =>
      objective.measure.kind === "recovery" ? [] : (x ?? []),
    ),
    validity: CHECKS,
    notices: [BLIND],
    ...over,
  };
}

export function reportOf(record: RunRecord, verdict: Verdict): Report {
  return { record, verdict, summary: summaryOf(record, verdict) };
}

/** What a service tells of itself in the seconds of a run: memory that rises a little, CPU by load, an outbox that is not always asked in time. */
function signalLines(seconds: number): readonly TargetLine[] {
  return Array.from({ length: seconds }, (_, interval) => ({
    kind: "target",
    interval,
    signals: {
      rss: 91_500_000 + interval * 40_000 + (interval % 7) * 110_000,
      cpu: interval < 10 || interval > 42 ? 0.11 : 0.2 + (interval % 5) / 100,
      ...(interval >= 20 && interval < 24 ? {} : { outbox_pending: (interval * 7) % 11 }),
    },
  }));
}

const SIGNALS: NonNullable<RecordHeader["signals"]> = [
  { name: "rss", unit: "bytes", source: "process 4711" },
  { name: "cpu", unit: "ratio", source: "process 4711, share of 2 cores" },
  { name: "outbox_pending", unit: "count", source: "outbox_pending from http://target.example:8080/metrics" },
];

/** A log-normal time: exp(m + s z) with z from Box-Muller. */
function around(random: Random, medianUs: number, spread: number): number {
  const z = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.max(200, Math.round(medianUs * Math.exp(spread * z)));
}

/** Two operations and a probe at 2x, all well within their limits. */
export function passing(): Report {
  const record = syntheticRecord({
    ...MIXED,
    answer: ({ operation, phase }, random): Answer => {
      const loaded = phase === 2 ? 1.4 : 1;
      if (operation === "health") return around(random, 900, 0.3);
      return operation === "recall"
        ? around(random, 85_000 * loaded, 0.45)
        : around(random, 14_000 * loaded, 0.5);
    },
    startLagUs: ({ seq }) => 60 + ((seq * 7919) % 300),
    generator: (interval) => ({ max_in_flight: 9 + (interval % 5) }),
    header: { ...HEADER, signals: SIGNALS },
    lines: signalLines(53),
  });
  const recall = promise("recall.p95 <= 1200ms", { source: "go-live checklist" });
  const errors = promise("all.error_rate <= 2%", { source: "go-live checklist" });
  return reportOf(
    record,
    verdictOf("pass", {
      reasons: ["recall.p95 <= 1200ms at 2x: 247.2 ms (235 to 258) over 1439 samples"],
      findings: [
        finding(recall, "held", { observed: 247_167, bounds: [235_007, 258_047], samples: 1439 }),
        finding(promise("write.p95 <= 800ms"), "held", {
          observed: 39_551,
          bounds: [36_031, 44_031],
          samples: 346,
        }),
        finding(errors, "held", { operation: "recall", observed: 0, bounds: [0, 0.00208], samples: 1439 }),
        finding(errors, "held", { operation: "write", observed: 0, bounds: [0, 0.00862], samples: 346 }),
        finding(promise("all.delivered >= 99%"), "held", { operation: "recall", observed: 1, samples: 1439 }),
        finding(promise("recall.recovery <= 15s"), "held", { observed: 0, phase: 4, x: 1, samples: 299 }),
        finding(promise("recall.p95 <= 3s", { at: [5] }), "not_in_plan", { x: null, phase: null }),
      ],
    }),
  );
}

/** Text that would run, load or repaint if it were written as it is. */
export const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>\u001b[2J\u202e`;

/** A ladder with a stall, refusals, timeouts and shedding; every text that comes from outside is hostile. */
export function failing(): Report {
  const evil = `re${HOSTILE}call`;
  const record = syntheticRecord({
    ...MIXED,
    x: [1, 2, 5],
    operations: { [evil]: 4, write: 1 },
    recoverySeconds: 20,
    answer: ({ operation, intendedUs, phase }, random): Answer => {
      if (operation === "health") return around(random, 1_100, 0.6);
      const second = intendedUs / 1e6;
      const overload = phase === 6 ? 1 + (second - 79) / 3 : 1;
      if (phase === 6 && second > 95 && random.next() < 0.2) return { shed: "in_flight_cap" };
      if (random.next() < 0.015) return { bad: "503", afterUs: 4_000 };
      if (random.next() < 0.004) return { failed: "reset", afterUs: 2_000 };
      return around(random, (operation === "write" ? 16_000 : 120_000) * overload, 0.7);
    },
    startLagUs: ({ seq }) => 60 + ((seq * 7919) % 700),
    header: {
      ...HEADER,
      signals: [{ name: `jobs${HOSTILE}`, unit: "per_s", source: `jobs per second from ${HOSTILE}` }],
      labels: { ci: "javascript:alert(4)", note: HOSTILE },
      target: {
        url: `http://127.0.0.1:8080/${HOSTILE}`,
        embedded: false,
        build: "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
        same_machine: true,
        addresses: ["127.0.0.1"],
        insecure: true,
      },
    },
    lines: [
      { kind: "target", interval: 30, signals: { [`jobs${HOSTILE}`]: 12.25 } },
      { kind: "target", interval: 31, signals: { [`jobs${HOSTILE}`]: 0 } },
      {
        kind: "notice",
        at_us: 14_200_000,
        notice: {
          kind: "example",
          operation: evil,
          what: "503",
          excerpt: `HTTP 503\n${HOSTILE}\n${"long ".repeat(600)}`,
        },
      },
      { kind: "notice", at_us: 15_000_000, notice: { kind: "text", text: `a notice ${HOSTILE}` } },
    ],
  });
  const of = (that: string, over: Partial<Objective> = {}): Objective =>
    promise(that, { operation: that.startsWith("recall") ? evil : "write", ...over });
  const p95 = of("recall.p95 <= 400ms", { source: `a source ${HOSTILE}` });
  const errors = of("recall.error_rate <= 2%");
  return reportOf(
    record,
    verdictOf("fail", {
      reasons: [
        "recall.p95 <= 400ms at 5x: > 5000 ms over 3541 samples",
        `recall.error_rate <= 2% at 5x: 11.72 % (10.85 to 12.63) over 3601 arrivals ${HOSTILE}`,
      ],
      findings: [
        finding(p95, "held", { x: 1, observed: 395_519, bounds: [351_999, 399_871], samples: 711 }),
        finding(p95, "undecided", {
          x: 2,
          phase: 4,
          observed: 375_551,
          bounds: [358_143, 407_039],
          samples: 1383,
          note: "its upper bound lies beyond the limit: about 4 times as many samples would decide it",
        }),
        finding(p95, "broken", {
          x: 5,
          phase: 6,
          observed: { beyond: 5_000_000 },
          bounds: [4_800_511, { beyond: 5_000_000 }],
          samples: 3541,
        }),
        finding(errors, "broken", {
          x: 5,
          phase: 6,
          observed: 0.1172,
          bounds: [0.1085, 0.1263],
          samples: 3601,
        }),
        finding(of("write.delivered >= 99%"), "broken", { x: 5, phase: 6, observed: 0.9178, samples: 876 }),
        finding(of("write.p99.9 <= 900ms", { severity: "warning" }), "unmeasured", { x: 5, phase: 6 }),
        finding(of("recall.recovery <= 15s"), "broken", {
          x: 1,
          phase: 8,
          observed: { beyond: 20_000_000 },
          samples: 482,
        }),
      ],
      levels: [
        { phase: 2, x: 1, steady: true, detail: "" },
        { phase: 4, x: 2, steady: true, detail: "" },
        {
          phase: 6,
          x: 5,
          steady: false,
          detail: "completions fell 14 % below arrivals and the last third's median is 3.1 times the first's",
        },
      ],
      validity: [
        ...CHECKS,
        {
          ...check("longest_pause", "cause", false, 50, 182.4, "ms", 5),
          detail: "the event loop stood still",
        },
        {
          ...check("same_machine", "cause", false, 0, 1, "count"),
          detail: "the target runs on the generator's machine",
        },
      ],
      notices: ["certificates were not verified (--insecure)", BLIND],
    }),
  );
}

/** Killed 21 s after it began: no footer, the level half recorded. */
export function killed(): Report {
  const record = syntheticRecord({ ...MIXED, killedAtUs: 21_300_000 });
  return reportOf(record, verdictOf("incomplete", { reasons: ["the record just stops after 20 s of 53 s"] }));
}

/** A header and nothing more. */
export function empty(): Report {
  const record = syntheticRecord({ ...MIXED, killedAtUs: 0, generator: () => null });
  return reportOf(record, verdictOf("incomplete", { levels: [], validity: [], notices: [] }));
}

/** Users who wait for replies: service time only. */
export function closed(): Report {
  const record = syntheticRecord({
    ...MIXED,
    workload: "closed",
    users: 4,
    probes: {},
    seconds: 10,
    answer: (_arrival, random) => around(random, 40_000, 0.3),
  });
  const service = promise("recall.service.p95 <= 100ms", {
    measure: { kind: "percentile", p: 0.95, basis: "service" },
    limit: 100_000,
    unit: "ms",
  });
  return reportOf(
    record,
    verdictOf("pass", {
      findings: [finding(service, "held", { observed: 66_047, bounds: [64_000, 68_000], samples: 1500 })],
    }),
  );
}
