import { type Finding, formatTime, type Objectives } from "../objective/index.ts";
import { levelsOf } from "../plan/index.ts";
import type { RunRecord } from "../record/index.ts";
import { US_PER_S, type Us } from "../shared/index.ts";
import { gapNotices } from "./gaps.ts";
import { runEndOf } from "./run-end.ts";
import { findingSentence } from "./sentences.ts";
import { unjudgedNotices } from "./unpromised.ts";

/** What a level needs at least, where nothing asks for more. */
const SHORT_US: Us = 30 * US_PER_S;

/** What a reader should know beside the verdict: the header's notices first, then what the judging adds. */
export function noticesOf(
  record: RunRecord,
  objectives: Objectives,
  findings: readonly Finding[],
): readonly string[] {
  const { header } = record;
  const texts = record.notices.flatMap(({ notice }) => (notice.kind === "text" ? [notice.text] : []));
  const warnings = findings.filter(
    ({ objective, state }) => objective.severity === "warning" && state === "broken",
  );
  return [
    ...gapNotices(record),
    ...header.notices,
    ...texts,
    ...warnings.map((finding) => `warning, decides nothing: ${findingSentence(finding)}`),
    ...(runEndOf(record).kind === "incomplete" ? [] : unjudgedNotices(record, findings)),
    ...(objectives.decide === "point"
      ? ["judged by point estimates (decide: point): no allowance was made for chance"]
      : []),
    ...(header.target.build === "unknown" || header.target.build === ""
      ? ["tested build unknown: name it with --target-build"]
      : []),
    ...(header.target.insecure ? ["certificates were not verified (--insecure)"] : []),
    ...lengthNotices(record),
  ];
}

/**
 * What happens about once in T/3 is missed in a level of length T with probability e^-3 = 5 %; what is rarer, more often.
 */
function lengthNotices(record: RunRecord): readonly string[] {
  const lengths = levelsOf(record.header.plan).map(({ startUs, endUs }) => endUs - startUs);
  if (lengths.length === 0) return [];
  const shortestUs = Math.min(...lengths);
  const blind = `blind spot: events rarer than one in ${formatTime(shortestUs / 3)} may be unseen (levels of ${formatTime(shortestUs)})`;
  return shortestUs < SHORT_US
    ? [
        `levels of ${formatTime(shortestUs)} are short: under ${formatTime(SHORT_US)} a pass says little`,
        blind,
      ]
    : [blind];
}
