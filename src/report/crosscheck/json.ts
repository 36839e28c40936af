import {
  type Agreement,
  type ComparedLevel,
  type ComparedOperation,
  RATIO_TOLERANCE,
} from "../../compare/index.ts";
import { US_PER_MS, type Us } from "../../shared/index.ts";
import { toDigits } from "../amounts.ts";
import { figuresOf, timeoutsOf } from "./figures.ts";
import { type CrosscheckReport, crosscheckExitCode } from "./report.ts";

/**
 * crosscheck.json (schema `slo/crosscheck/v1`). Where two engines have a figure each, it is a list in the order of
 * `engines`. Times are milliseconds, ratios 0 to 1; a time beyond the timeout is the string `">5000"`, one that was not measured
 * `"none"`.
 */
export function crosscheckJson(report: CrosscheckReport): unknown {
  const { id, tool, result, runs } = report;
  const timeouts = timeoutsOf(report);
  return {
    schema: "slo/crosscheck/v1",
    id,
    tool: { name: "slo-harness", version: tool },
    state: result.state,
    exit_code: crosscheckExitCode(result.state),
    reasons: result.reasons,
    profile: result.profile,
    workload: result.workload,
    seed: result.seed,
    rounds: result.rounds,
    engines: result.engines,
    tolerance: {
      time_ms: result.tolerance.us / US_PER_MS,
      time_share: result.tolerance.share,
      ratio: RATIO_TOLERANCE,
    },
    digests: result.digests,
    levels: result.levels.map((level) => levelJson(level, timeouts)),
    runs: runs.map(({ label, round, folder, record, verdict }) => ({
      engine: label,
      round,
      run_id: record.header.run_id,
      folder,
      verdict: verdict.kind,
      record: record.digest,
    })),
    notices: result.notices,
  };
}

function levelJson(
  { x, achievedPerSec, operations }: ComparedLevel,
  timeouts: ReadonlyMap<string, Us>,
): unknown {
  return {
    x,
    achieved_per_s: achievedPerSec.map((rate) => toDigits(rate, 6)),
    operations: Object.fromEntries(
      operations.map((operation) => [
        operation.name,
        operationJson(operation, timeouts.get(operation.name) ?? 0),
      ]),
    ),
  };
}

function operationJson(
  { kind, counts, times, errorRate, delivered }: ComparedOperation,
  timeoutUs: Us,
): unknown {
  return {
    kind,
    outcomes: counts.map(({ planned, released, good, bad, failed, timeout, shed, unfinished }) => ({
      planned,
      released,
      good,
      bad,
      failed,
      timeout,
      shed,
      unfinished,
    })),
    error_rate: agreementJson(errorRate, timeoutUs),
    delivered: agreementJson(delivered, timeoutUs),
    ...Object.fromEntries(
      times.map(({ basis, percentiles }) => [
        `${basis}_time`,
        Object.fromEntries(
          percentiles.map((agreement) => [agreement.what, agreementJson(agreement, timeoutUs)]),
        ),
      ]),
    ),
  };
}

function agreementJson(agreement: Agreement, timeoutUs: Us): unknown {
  const { unit, first, second, difference, bounds, tolerance } = figuresOf(agreement, timeoutUs);
  return {
    state: agreement.state,
    unit,
    figures: [first, second],
    difference,
    bounds,
    tolerance,
    samples: agreement.samples,
    note: agreement.note,
  };
}
