/** What went wrong with the tool itself or its input. The CLI maps each code to an exit code (exit-codes.ts). */
export type SloErrorCode =
  | "bad_usage"
  | "bad_duration"
  | "bad_scenario"
  | "bad_thresholds"
  | "bad_record"
  | "evidence_differs"
  | "bad_plan"
  | "unreadable"
  | "unwritable"
  | "host_not_allowed"
  | "unreachable"
  | "preflight_refused"
  | "engine_missing"
  | "engine_failed"
  | "target_failed"
  | "bug";

/** One of several problems found at once: where it is, what was expected. */
export interface Issue {
  readonly where: string;
  readonly message: string;
}

export interface SloErrorDetail {
  readonly hint?: string;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
}

/** The tool's own failure: what is wrong and where (`message`), what to do (`hint`), all problems at once (`issues`). */
export class SloError extends Error {
  readonly code: SloErrorCode;
  readonly hint: string | null;
  readonly issues: readonly Issue[];

  constructor(code: SloErrorCode, message: string, detail: SloErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = "SloError";
    this.code = code;
    this.hint = detail.hint ?? null;
    this.issues = detail.issues ?? [];
  }
}
