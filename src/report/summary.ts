import type { Finding } from "../objective/index.ts";
import { planDigest } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { EXIT, US_PER_S } from "../shared/index.ts";
import type { ValidityCheck, Verdict } from "../verdict/index.ts";
import { inUnit, marginOf, observedFigure, toDigits } from "./amounts.ts";
import { checkPlace } from "./check-place.ts";
import { levelSummaries } from "./level-summary.ts";
import { signalsOf } from "./signals.ts";
import type { Summary, SummaryObjective } from "./summary-schema.ts";

/** What every run leaves in its folder. */
export const RUN_FILES = ["record.ndjson", "summary.json", "report.html"] as const;

/** summary.json of a judged record. A pure function: the same record and verdict give the same summary. */
export function summaryOf(record: RunRecord, verdict: Verdict): Summary {
  const { header } = record;
  const { plan } = header;
  return {
    schema: "slo/summary/v1",
    run_id: header.run_id,
    started_at: header.started_at,
    complete: verdict.complete,
    ended: record.footer?.ended ?? { kind: "killed" },
    verdict: verdict.kind,
    exit_code: exitCodeOf(record, verdict),
    reasons: [...verdict.reasons],
    profile: plan.profile,
    tool: { ...header.tool },
    engine: { ...header.engine },
    workload: plan.workload,
    arrivals: plan.arrivals,
    seed: plan.seed,
    expected: { ...plan.expected },
    target: { ...header.target, addresses: [...header.target.addresses] },
    labels: { ...header.labels },
    signals: signalsOf(record).map((fact) => ({ ...fact })),
    levels: levelSummaries(record, verdict),
    gaps: record.gaps.map(({ from_us, to_us, restarted_at, left_out }) => ({
      from_s: from_us / US_PER_S,
      to_s: to_us / US_PER_S,
      restarted_at,
      left_out: Object.fromEntries(Object.entries(left_out).map(([name, out]) => [name, { ...out }])),
    })),
    objectives: verdict.findings.map(objectiveSummary),
    validity: verdict.validity.map(({ x, phase, ...check }: ValidityCheck) => ({
      ...check,
      at: checkPlace({ x, phase }),
    })),
    notices: noticesOf(record, verdict),
    digests: {
      scenario: header.scenario.digest,
      thresholds: header.thresholds.digest,
      plan: planDigest(plan),
      record: record.digest,
    },
    git: header.git,
    host: { ...header.host },
    files: [...RUN_FILES],
  };
}

/** An interrupted run keeps the code that it ended with, so that `slo judge` exits as the run did. */
function exitCodeOf({ footer }: RunRecord, { kind }: Verdict): number {
  return footer?.ended.kind === "interrupted" ? EXIT[footer.ended.signal] : EXIT[kind];
}

function objectiveSummary(finding: Finding): SummaryObjective {
  const { objective, observed, bounds } = finding;
  const { unit } = objective;
  return {
    that: objective.that,
    at: levelOf(finding),
    operation: finding.operation,
    state: finding.state,
    comparison: objective.comparison,
    limit: inUnit(finding.limit ?? objective.limit, unit),
    observed: observedFigure(observed, unit),
    bounds: bounds === null ? null : [observedFigure(bounds[0], unit), observedFigure(bounds[1], unit)],
    unit,
    margin: marginOf(finding) ?? "none",
    samples: finding.samples,
    severity: objective.severity,
    source: objective.source,
    note: finding.note,
  };
}

function levelOf({ objective, x }: Finding): string {
  if (objective.measure.kind === "recovery") return "recovery";
  if (x !== null) return `${x}x`;
  return objective.at === null ? "any level" : objective.at.map((level) => `${level}x`).join(", ");
}

/** The verdict's notices, then those of the record that it does not repeat. */
function noticesOf(record: RunRecord, verdict: Verdict): string[] {
  const told = record.notices.flatMap(({ at_us, notice }) => {
    if (notice.kind === "text") return [notice.text];
    if (notice.kind === "changed")
      return [`${notice.what} changed after ${toDigits(at_us / 1e6, 4)} s: ${notice.detail}`];
    return [];
  });
  return [...new Set([...verdict.notices, ...told])];
}
