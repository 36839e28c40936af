import type { SloErrorCode } from "./slo-error.ts";

/** Every exit code of `slo`, in one table. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  inconclusive: 3,
  incomplete: 3,
  invalid: 4,
  could_not_run: 5,
  evidence: 6,
  bug: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** What each exit code means, for help and README. */
export const EXIT_MEANINGS: readonly (readonly [codes: string, meaning: string])[] = [
  ["0", "pass: every promise in the plan held"],
  ["1", "fail: at least one promise is broken"],
  ["2", "bad usage or configuration; nothing was sent"],
  ["3", "inconclusive (too little evidence) or incomplete (the run did not finish)"],
  ["4", "invalid: the load generator was unsound"],
  ["5", "could not run: target unreachable, preflight refused, engine missing"],
  ["6", "evidence does not verify"],
  ["70", "a bug in slo"],
  ["130, 143", "interrupted (Ctrl-C, SIGTERM); the record is kept"],
];

const OF_ERROR: Record<SloErrorCode, number> = {
  bad_usage: EXIT.usage,
  bad_duration: EXIT.usage,
  bad_scenario: EXIT.usage,
  bad_thresholds: EXIT.usage,
  bad_record: EXIT.evidence,
  evidence_differs: EXIT.evidence,
  bad_plan: EXIT.usage,
  unreadable: EXIT.usage,
  unwritable: EXIT.could_not_run,
  host_not_allowed: EXIT.usage,
  unreachable: EXIT.could_not_run,
  preflight_refused: EXIT.could_not_run,
  engine_missing: EXIT.could_not_run,
  engine_failed: EXIT.could_not_run,
  target_failed: EXIT.could_not_run,
  bug: EXIT.bug,
};

/** The exit code of a failure of the tool itself. */
export function exitCodeOf(code: SloErrorCode): number {
  return OF_ERROR[code];
}
