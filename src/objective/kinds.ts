import type { Kind, Subject } from "./kind.ts";
import { budget } from "./kinds/budget.ts";
import { delivered } from "./kinds/delivered.ts";
import { drift } from "./kinds/drift.ts";
import { errorRate } from "./kinds/error-rate.ts";
import { growth } from "./kinds/growth.ts";
import { max } from "./kinds/max.ts";
import { mean } from "./kinds/mean.ts";
import { percentile } from "./kinds/percentile.ts";
import { rate } from "./kinds/rate.ts";
import { recovery } from "./kinds/recovery.ts";
import { signal } from "./kinds/signal.ts";
import { statusCount } from "./kinds/status-count.ts";
import type { Measure } from "./objective.ts";

/** Every kind of promise. A new one is a file in kinds/ and a line here. */
export const KINDS = [
  percentile,
  mean,
  max,
  errorRate,
  delivered,
  rate,
  statusCount,
  recovery,
  budget,
  drift,
  growth,
  signal,
] as const;

export function kindOf(measure: Measure): Kind<Measure> {
  const kind = KINDS.find(({ name }) => name === measure.kind);
  if (kind === undefined) throw new RangeError(`no kind "${measure.kind}"`);
  return kind;
}

/** The measure that a text spells of such a subject, or null when no kind reads it. */
export function readMeasure(text: string, subject: Subject): Measure | null {
  for (const kind of KINDS) {
    if (!kind.subjects.includes(subject)) continue;
    const measure = kind.read(text, subject);
    if (measure !== null) return measure;
  }
  return null;
}
