import { levelsOf, planDigest } from "../plan/index.ts";
import { canonicalJson, formatDuration, type Issue, type Ms, SloError, US_PER_MS } from "../shared/index.ts";
import type { RecordHeader, Segment } from "./run-record.ts";
import type { ScannedSegment } from "./scan-segment.ts";

/** Processes that are told to start together still start so far apart. */
const LEAST_SPREAD_MS: Ms = 2_000;
/**
 * Share of the shortest level that the starts may lie apart. Each segment counts from its own origin, so a level is
 * offered in full only while all segments are in it: so much of it, or less, is then offered with a part missing.
 */
const SPREAD_SHARE = 0.1;

/** What must be the same for the segments of one load, and how a reader names it. */
const SAME: readonly (readonly [what: string, of: (header: RecordHeader) => string])[] = [
  ["plan", ({ plan }) => planDigest(plan)],
  ["scenario", ({ scenario }) => `${scenario.name} ${scenario.digest}`],
  ["promises", ({ thresholds }) => thresholds.digest],
  ["version of the tool", ({ tool }) => tool.version],
  ["engine", ({ engine }) => `${engine.name} ${engine.version}`],
  ["target", ({ target }) => target.url],
  ["tested build", ({ target }) => target.build],
  ["verification of certificates", ({ target }) => (target.insecure ? "off" : "on")],
  ["variables", ({ env }) => canonicalJson(env)],
];

/** `2 of 3`: people count from 1. */
export function segmentName({ worker, workers }: Segment): string {
  return `${worker + 1} of ${workers}`;
}

/**
 * Throws SloError `bad_usage`, naming the files, unless the segments are parts of one load, cut in one way, each there
 * once, and started together. Arrival i is in segment i mod W and nowhere else, so segments of one plan that are cut alike
 * and differ are disjoint, and all W of them are the whole.
 */
export function checkSegments(segments: readonly ScannedSegment[]): void {
  const [first] = segments;
  if (first === undefined) throw new SloError("bad_usage", "there is no segment to join");
  const others = segments.slice(1);
  refuse(
    "these records are not segments of one load",
    others.flatMap((other) =>
      SAME.filter(([, of]) => of(other.header) !== of(first.header)).map(([what, of]) => ({
        where: other.file.name,
        message: `its ${what} is ${of(other.header)}; of ${first.file.name} it is ${of(first.header)}`,
      })),
    ),
    "give records that were made with the same scenario, promises, options and target, and only differ in --segment",
  );
  refuse(
    "these segments overlap: they do not cut the load into the same number of parts",
    segments
      .filter(({ segment }) => segment.workers !== first.segment.workers)
      .map(({ file, segment }) => ({
        where: file.name,
        message: `is ${segmentName(segment)}; ${first.file.name} is ${segmentName(first.segment)}`,
      })),
    "join segments whose --segment has the same number behind the slash",
  );
  refuse(
    "a segment is given twice",
    segments.flatMap(({ file, segment }, i) => {
      const same = segments.slice(0, i).find((other) => other.segment.worker === segment.worker);
      return same === undefined
        ? []
        : [{ where: file.name, message: `is ${segmentName(segment)}, as ${same.file.name} is` }];
    }),
    "leave one of the two out; two runs of one segment are two loads",
  );
  checkSpread(segments);
}

/** How far apart the starts of segments may lie: 10 % of the shortest level, at least 2 s. */
export function spreadLimitMs({ plan }: Pick<RecordHeader, "plan">): Ms {
  const lengths = levelsOf(plan).map(({ startUs, endUs }) => (endUs - startUs) / US_PER_MS);
  return Math.max(LEAST_SPREAD_MS, SPREAD_SHARE * Math.min(...lengths));
}

/** Between the first and the last start, by the machines' own wall clocks. */
export function spreadMs(segments: readonly ScannedSegment[]): Ms {
  const starts = segments.map(({ header }) => Date.parse(header.started_at));
  return Math.max(...starts) - Math.min(...starts);
}

function checkSpread(segments: readonly ScannedSegment[]): void {
  const apartMs = spreadMs(segments);
  const limitMs = segments[0] === undefined ? 0 : spreadLimitMs(segments[0].header);
  if (apartMs <= limitMs) return;
  refuse(
    `the segments started ${formatDuration(apartMs * US_PER_MS)} apart, at most ${formatDuration(limitMs * US_PER_MS)} is allowed: ` +
      "beyond that the levels were not offered in full, and their sum is not the plan's load",
    segments.map(({ file, header }) => ({ where: file.name, message: `started at ${header.started_at}` })),
    "start the segments together: --start-at TIME, with the clocks of the machines in step",
  );
}

function refuse(message: string, issues: readonly Issue[], hint: string): void {
  if (issues.length > 0) throw new SloError("bad_usage", message, { issues, hint });
}
