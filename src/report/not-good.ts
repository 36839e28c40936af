import type { SummaryOperation } from "./summary-schema.ts";

/** "6 bad (503: 6), 2 timeout": every arrival that was not good, by class and reason. */
export function notGood(o: SummaryOperation): string {
  const classes: readonly (readonly [number, string, Readonly<Record<string, number>>])[] = [
    [o.bad, "bad", o.bad_by_status],
    [o.failed, "failed", o.failed_by_code],
    [o.timeout, "timeout", {}],
    [o.shed, "shed", o.shed_by_reason],
    [o.unfinished, "unfinished", {}],
  ];
  return classes
    .filter(([n]) => n > 0)
    .map(([n, name, by]) => {
      const reasons = Object.entries(by).map(([reason, count]) => `${reason}: ${count}`);
      return `${n} ${name}${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}`;
    })
    .join(", ");
}
