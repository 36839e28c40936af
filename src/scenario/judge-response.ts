import type { ResponseView } from "./scenario.ts";

/**
 * Whether a response was good. `reason`: its status when that is outside 200..299 (whatever its check did: a check
 * written for the usual body throws on most error pages), else "check" (the scenario's check said no) or "check_threw";
 * "flow_said_no" when a flow returned false.
 */
export type Judged =
  | { readonly good: true }
  | {
      readonly good: false;
      readonly reason: string;
      /** What the check threw, where it did. */
      readonly threw?: unknown;
    };

export const GOOD: Judged = Object.freeze({ good: true });

/** Asks the check (without one: 200..299). A TypeError when it answers with a promise, which would always hold. */
export function judgeResponse(response: ResponseView, check: (() => unknown) | null): Judged {
  const succeeded = response.status >= 200 && response.status <= 299;
  const notGood = (reason: string): Judged => ({
    good: false,
    reason: succeeded ? reason : String(response.status),
  });
  if (check === null) return succeeded ? GOOD : notGood("check");
  let said: unknown;
  try {
    said = check();
  } catch (threw) {
    return succeeded ? { good: false, reason: "check_threw", threw } : notGood("check_threw");
  }
  if (typeof said === "object" && said !== null && "then" in said) {
    throw new TypeError("expected true or false, got a promise: it must not be async");
  }
  return said ? GOOD : notGood("check");
}
