import { z } from "zod";

const count = z.int().nonnegative();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const figure = z
  .union([z.number(), z.string().regex(/^(none|>=?\d+(\.\d+)?)$/)])
  .describe(
    'A number; or ">5000": larger than 5000 with nothing finite known; or ">=612.3": at least; or "none": nothing measured. Strings, because null and 0 would pass for small.',
  );
const byReason = z.record(z.string(), count);

const times = z
  .looseObject({
    samples: count.describe("Observations, those beyond every finite value among them."),
    beyond: count.describe(
      "Of them, how many have no finite time: they stand above every percentile's number.",
    ),
    mean_ms: figure.describe(
      "Observations beyond enter at the operation's timeout, and the mean reads at least.",
    ),
    p50_ms: figure,
    p90_ms: figure,
    p95_ms: figure,
    p99_ms: figure,
    p999_ms: figure,
    max_ms: figure,
  })
  .describe("Nearest-rank percentiles of an HdrHistogram with 3 significant digits, in milliseconds.");

const operation = z.looseObject({
  kind: z.enum(["operation", "step", "probe"]).describe("step: a request inside a flow, service time only."),
  planned: count.describe("Always good + bad + failed + timeout + shed + unfinished."),
  released: count,
  good: count,
  bad: count,
  failed: count,
  timeout: count,
  shed: count,
  unfinished: count,
  bad_by_status: byReason.describe(
    "By status, or by reason where the status was fine: check, check_threw, flow_said_no.",
  ),
  failed_by_code: byReason,
  shed_by_reason: byReason,
  error_ratio: figure.describe("(planned - good) / planned."),
  delivered_ratio: figure.describe("released / planned."),
  response_time: times.describe(
    "From the intended start: good at their time; timeout, shed and unfinished beyond. Bad and failed are not in it (a promise counts them beyond where they were slower than its limit). Without samples in closed workloads and for steps.",
  ),
  service_time: times.describe("From release; who is in it and who is beyond as in response_time."),
});

const signal = z
  .looseObject({
    unit: z.enum(["bytes", "ratio", "s", "per_s", "count"]),
    samples: count.describe("Intervals with a value; one without is unmeasured, never 0."),
    intervals: count,
    first: figure,
    last: figure,
    min: figure,
    mean: figure,
    max: figure,
  })
  .describe("One of the target's own figures over the level, one value an interval.");

const level = z.looseObject({
  x: z.number().describe("The multiplier of the expected load."),
  phase: z.enum(["steady", "recovery"]),
  seconds: z.number().describe("As far as it was recorded."),
  planned_seconds: z.number(),
  offered_per_s: figure.describe(
    'Arrivals per second that the plan asks for, probes apart; "none" in closed workloads.',
  ),
  achieved_per_s: figure.describe("Good completions per second, by completion time, probes and steps apart."),
  users: z.number().nullable().describe("Closed workloads; null in open ones."),
  steady: z
    .boolean()
    .nullable()
    .describe("Whether the service kept up; null where it was not judged (recovery)."),
  unsteady: z.string().describe("Why it is not steady; empty when it is."),
  max_in_flight: count
    .nullable()
    .describe("Most requests open at once, workers added; null when not recorded."),
  operations: z.record(z.string(), operation),
  signals: z.record(z.string(), signal).describe("By name; empty where the run sampled none."),
});

const gap = z
  .looseObject({
    from_s: z.number().describe("Seconds of the plan."),
    to_s: z.number(),
    restarted_at: z.string().describe("ISO 8601, UTC."),
    left_out: z
      .record(z.string(), z.looseObject({ planned: count, open: count, ended: count, good: count }))
      .describe(
        "Arrivals that left the plan, by operation; of them open when the run broke off, and ended just before.",
      ),
  })
  .describe("The run broke off and was resumed: nothing in between counts.");

const objective = z.looseObject({
  that: z.string().describe("The promise as written."),
  at: z.string().describe('"2x", or "recovery", or "any level" where the plan has none for it.'),
  operation: z.string(),
  state: z
    .enum(["held", "broken", "undecided", "unmeasured", "not_in_plan"])
    .describe("Gates read `verdict`; a state alone knows nothing of validity and completeness."),
  comparison: z.enum(["<=", "<", ">=", ">"]),
  limit: z
    .number()
    .describe(
      "As judged, in `unit`: of an error budget the burn rate of the pair of windows that came nearest to it.",
    ),
  observed: figure,
  bounds: z
    .tuple([figure, figure])
    .nullable()
    .describe(
      'Lower and upper, one-sided 95 % each; "none": the sample is too small for it; null: a census, a worst window, or nothing measured.',
    ),
  unit: z
    .enum([
      "ms",
      "s",
      "ratio",
      "per_s",
      "count",
      "number",
      "bytes",
      "burn",
      "ratio_per_h",
      "points_per_h",
      "bytes_per_h",
      "s_per_h",
      "per_s_per_h",
      "number_per_h",
    ])
    .describe(
      "burn: times as fast as the error budget lasts. Slopes, an hour: ratio_per_h relative to the median, points_per_h of a ratio itself.",
    ),
  margin: figure.describe('Share of the allowance left, below 0 when overdrawn; "none" when unknown.'),
  samples: count,
  severity: z.enum(["error", "warning"]).describe("A warning never decides."),
  source: z.string().nullable(),
  note: z.string(),
});

const validity = z.looseObject({
  check: z.string(),
  role: z
    .enum(["unsound", "lag", "cause"])
    .describe("unsound breaks the run; lag weakens a fail; cause explains."),
  at: z.string().describe('"2x", or "recovery", or "run".'),
  holds: z.boolean().nullable().describe("null: not available on this host."),
  limit: z.number().nullable(),
  observed: z.number().nullable(),
  unit: z.string(),
  detail: z.string(),
});

/** summary.json: all that a gate needs in one file. Its names are a contract; more may be added. */
export const summarySchema = z
  .looseObject({
    schema: z.literal("slo/summary/v1"),
    run_id: z.string(),
    started_at: z.string().describe("ISO 8601, UTC."),
    complete: z.boolean(),
    ended: z
      .looseObject({ kind: z.string() })
      .describe('How the run ended; {"kind":"killed"} when the record just stops.'),
    verdict: z
      .enum(["pass", "fail", "inconclusive", "invalid", "incomplete"])
      .describe("What a gate reads. Only pass is a pass."),
    exit_code: count,
    reasons: z.array(z.string()).describe("The decisive ones first."),
    profile: z.string(),
    tool: z.looseObject({ name: z.string(), version: z.string() }),
    engine: z.looseObject({ name: z.string(), version: z.string(), workers: count }),
    workload: z.enum(["open", "closed"]),
    arrivals: z.enum(["uniform", "poisson"]),
    seed: z.number(),
    expected: z.looseObject({
      rate: z.number().nullable(),
      users: z.number().nullable(),
      source: z.string(),
    }),
    target: z.looseObject({
      url: z.string(),
      build: z.string(),
      embedded: z.boolean(),
      same_machine: z.boolean(),
      insecure: z.boolean(),
    }),
    labels: z.record(z.string(), z.string()),
    signals: z
      .array(z.looseObject({ name: z.string(), unit: z.string(), source: z.string() }))
      .describe("The target's own figures that the run sampled, and where each was read."),
    levels: z.array(level).describe("Every steady level in order, then the recovery."),
    gaps: z.array(gap).describe("Empty where the run was never resumed."),
    objectives: z.array(objective),
    validity: z.array(validity).describe("Whether the generator was sound."),
    notices: z.array(z.string()),
    digests: z.looseObject({ scenario: digest, thresholds: digest, plan: digest, record: digest }),
    git: z.looseObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
    host: z.record(z.string(), z.unknown()),
    files: z.array(z.string()).describe("Written beside this one."),
  })
  .describe(
    "Result of a run of slo. Gates read `verdict`; times are in milliseconds, ratios 0 to 1, the unit in the key.",
  );

export type Summary = z.infer<typeof summarySchema>;
export type SummaryLevel = z.infer<typeof level>;
export type SummaryOperation = z.infer<typeof operation>;
export type SummarySignal = z.infer<typeof signal>;
export type SummaryTimes = z.infer<typeof times>;
export type SummaryObjective = z.infer<typeof objective>;

/** The JSON Schema (draft 2020-12) of summary.json, generated from the zod schema. */
export function summaryJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(summarySchema);
}
