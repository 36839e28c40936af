import type { Summary, SummaryObjective } from "./summary-schema.ts";

type Place = Pick<SummaryObjective, "that" | "operation" | "at">;

/** Whether a sentence (a reason, a notice) is about this promise at this place: `recall.p95 <= 1200ms at 2x: ...`. */
export function speaksOf(sentence: string, { that, operation, at }: Place): boolean {
  const place = at === "recovery" ? "" : ` at ${at}`;
  const starts = [`${that}${place}:`, `${that} for ${operation}${place}:`, `${that} (${operation})${place}:`];
  return starts.some((start) => sentence.startsWith(start));
}

const UNDECIDABLE = "cannot be decided by this plan: ";
const SHORT = /^levels of .+ are short/;
const ASKS_FOR_MORE = /^[\d.]+x lasts .*; its promises ask for /;

/**
 * The notices that tell something new: without those of a promise that is among the reasons,
 * and without "short" where another notice says by how much. summary.json and the page keep all of them.
 */
export function newsOf({ notices, objectives, reasons }: Summary): readonly string[] {
  const given = objectives.filter((objective) => reasons.some((reason) => speaksOf(reason, objective)));
  const asked = notices.some((notice) => ASKS_FOR_MORE.test(notice));
  return notices.filter((notice) => {
    if (asked && SHORT.test(notice)) return false;
    if (!notice.startsWith(UNDECIDABLE)) return !reasons.includes(notice);
    return !given.some((objective) => speaksOf(notice.slice(UNDECIDABLE.length), objective));
  });
}
