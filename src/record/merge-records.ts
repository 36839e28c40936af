import { checkSegments } from "./check-segments.ts";
import { encodeLine } from "./encode-line.ts";
import { mergedHeader } from "./merged-header.ts";
import type { FooterLine, RecordHeader, RecordLine } from "./run-record.ts";
import { type ScannedSegment, type SegmentFile, scanSegment } from "./scan-segment.ts";
import { splitLines } from "./split-lines.ts";

/** The record of a load that several processes offered in segments. */
export interface MergedRecord {
  readonly header: RecordHeader;
  /** The segments' own digests, by the files' names. */
  readonly digests: ReadonlyMap<string, string>;
  /** Its lines in order, each with its line feed; the files are read again for them. */
  lines(): Iterable<string>;
}

/** From the best end to the worst; a segment without a footer is worse than all of these. */
const ENDS: readonly FooterLine["ended"]["kind"][] = [
  "complete",
  "stopped",
  "interrupted",
  "scenario_error",
  "engine_failed",
];

/**
 * Joins the records of segments into one that a judge takes like any other. Lines are deltas, so it is one header, all
 * lines in the order of the segments with their workers renumbered, and one footer: the worst of theirs, none where one
 * was killed, so that nothing is judged beyond what all have. Whatever the order of the files, the bytes are the same.
 * Holds one line at a time. SloError as scanSegment and checkSegments throw it.
 */
export function mergeRecords(files: readonly SegmentFile[]): MergedRecord {
  const segments = files.map(scanSegment);
  checkSegments(segments);
  const [first, ...rest] = segments.sort((a, b) => a.segment.worker - b.segment.worker);
  if (first === undefined) throw new RangeError("checkSegments lets no empty list pass");
  const header = mergedHeader([first, ...rest]);
  return {
    header,
    digests: new Map(segments.map(({ file, digest }) => [file.name, digest])),
    *lines() {
      yield encodeLine(header);
      const examples = new Set<string>();
      let workers = 0;
      for (const segment of [first, ...rest]) {
        yield* linesOf(segment, workers, examples);
        workers += segment.header.engine.workers;
      }
      const footer = worstFooter([first, ...rest]);
      if (footer !== null) yield encodeLine(footer);
    },
  };
}

/** A segment's lines between header and footer; of examples of one and the same thing only the first is kept, as within a run. */
function* linesOf(
  { file, soundBytes }: ScannedSegment,
  firstWorker: number,
  examples: Set<string>,
): Generator<string> {
  let readBytes = 0;
  for (const text of splitLines(file.pieces())) {
    const isHeader = readBytes === 0;
    readBytes += Buffer.byteLength(text);
    // A damaged tail stays behind.
    if (readBytes > soundBytes) return;
    readBytes += 1;
    if (isHeader) continue;
    const line = JSON.parse(text) as RecordLine;
    if (line.kind === "footer") continue;
    if (line.kind === "generator") yield encodeLine({ ...line, worker: line.worker + firstWorker });
    else if (line.kind !== "notice" || isFirst(line.notice, examples)) yield `${text}\n`;
  }
}

function isFirst(notice: Extract<RecordLine, { kind: "notice" }>["notice"], seen: Set<string>): boolean {
  if (notice.kind !== "example") return true;
  const key = `${notice.operation} ${notice.what}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Null when a segment has none. */
function worstFooter(segments: readonly ScannedSegment[]): FooterLine | null {
  const footers = segments.flatMap(({ footer }) => footer ?? []);
  if (footers.length < segments.length) return null;
  const rank = ({ ended }: FooterLine): number => ENDS.indexOf(ended.kind);
  const worst = footers.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  return { ...worst, at_us: footers.reduce((latest, { at_us }) => Math.max(latest, at_us), 0) };
}
