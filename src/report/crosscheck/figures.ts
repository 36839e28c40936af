import type { Agreement, ComparedOperation, Crosscheck } from "../../compare/index.ts";
import { US_PER_MS, type Us } from "../../shared/index.ts";
import { bareText, type Figure, toDigits, toMs } from "../amounts.ts";

/** An agreement's figures as files and tables show them: milliseconds or ratios. */
export interface AgreementFigures {
  readonly unit: "ms" | "ratio";
  readonly first: Figure;
  readonly second: Figure;
  /** `">X"` and `"<-X"` where one of the two lies beyond the timeout. */
  readonly difference: Figure;
  /** `"none"` where a bound is not known. */
  readonly bounds: readonly [Figure, Figure] | null;
  readonly tolerance: number;
}

/** `timeoutUs` is the operation's: what is beyond it reads `">5000"`. */
export function figuresOf(agreement: Agreement, timeoutUs: Us): AgreementFigures {
  const { unit, first, second, difference, bounds, tolerance } = agreement;
  const plain = (value: number): number => (unit === "us" ? toMs(value) : toDigits(value, 6));
  const figure = (value: number): Figure => {
    if (Number.isNaN(value)) return "none";
    return Number.isFinite(value) ? plain(value) : `>${timeoutUs / US_PER_MS}`;
  };
  const bound = (value: number): Figure => (Number.isFinite(value) ? plain(value) : "none");
  return {
    unit: unit === "us" ? "ms" : "ratio",
    first: figure(first),
    second: figure(second),
    difference: apart(),
    bounds: bounds === null ? null : [bound(bounds.lower), bound(bounds.upper)],
    tolerance: plain(tolerance),
  };

  /** One beyond the timeout is at least that far from the other. */
  function apart(): Figure {
    if (Number.isNaN(difference)) return "none";
    if (Number.isFinite(difference)) return plain(difference);
    return difference > 0 ? `>${plain(timeoutUs - first)}` : `<-${plain(timeoutUs - second)}`;
  }
}

/** `-0.4 to 1.2`, in the figure's unit but without it; `?` where a bound is not known. */
export function rangeText(bounds: AgreementFigures["bounds"], unit: AgreementFigures["unit"]): string {
  return (bounds ?? []).map((bound) => (bound === "none" ? "?" : bareText(bound, unit))).join(" to ");
}

/** A group of agreements under one name: `recall, response time`, then `recall` with what is not a time. */
export interface AgreementGroup {
  readonly name: string;
  readonly agreements: readonly Agreement[];
}

export function groupsOf({
  name,
  kind,
  times,
  errorRate,
  delivered,
}: ComparedOperation): readonly AgreementGroup[] {
  const title = kind === "probe" ? `${name} (probe)` : name;
  return [
    ...times.map(({ basis, percentiles }) => ({ name: `${title}, ${basis} time`, agreements: percentiles })),
    { name: `${title}, arrivals`, agreements: [errorRate, delivered] },
  ];
}

/** Each operation's timeout, for what lies beyond it. */
export function timeoutsOf(report: {
  readonly runs: readonly { readonly record: { readonly header: { readonly plan: PlanOfTimeouts } } }[];
}): ReadonlyMap<string, Us> {
  const plan = report.runs[0]?.record.header.plan;
  return new Map(
    [...(plan?.operations ?? []), ...(plan?.probes ?? [])].map(({ name, timeoutUs }) => [name, timeoutUs]),
  );
}

interface PlanOfTimeouts {
  readonly operations: readonly { readonly name: string; readonly timeoutUs: Us }[];
  readonly probes: readonly { readonly name: string; readonly timeoutUs: Us }[];
}

/** `1 ms or 5 %, whichever is larger; 1 percentage point of error rate and delivered`. */
export function toleranceText({ us, share }: Crosscheck["tolerance"], ratio: number): string {
  return `${us / US_PER_MS} ms or ${Number((share * 100).toPrecision(4))} % of the first engine's figure, whichever is larger; ${ratio * 100} percentage point of error rate and delivered`;
}
