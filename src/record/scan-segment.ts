import { type Bytes, SloError } from "../shared/index.ts";
import { headerMissing } from "./parse-line.ts";
import { createRecordReader } from "./record-reader.ts";
import type { FooterLine, MergedSegment, RecordHeader, RunRecord, Segment } from "./run-record.ts";

/** A segment's record, read twice: to look it through, and to copy it. */
export interface SegmentFile {
  /** As messages name it. */
  readonly name: string;
  /** Its bytes from the beginning, in pieces of any size. */
  pieces(): Iterable<Uint8Array>;
}

/** A segment's record looked through: its lines are sound but for a tail that is left out. */
export interface ScannedSegment {
  readonly file: SegmentFile;
  readonly header: RecordHeader;
  readonly segment: Segment;
  /** Up to the end of the last line that is kept. */
  readonly soundBytes: Bytes;
  readonly footer: FooterLine | null;
  readonly ended: MergedSegment["ended"];
  /** sha256 of its bytes. */
  readonly digest: string;
}

/**
 * Looks a segment's record through. SloError, naming the file: `bad_record` for what readRecord refuses, `bad_usage` for
 * a record that is no segment, or that has a gap: the others know nothing of it.
 */
export function scanSegment(file: SegmentFile): ScannedSegment {
  try {
    const { header, footer, truncated, soundBytes, digest, gaps } = read(file);
    const segment = segmentOf(header);
    if (gaps.length > 0) {
      throw new SloError("bad_usage", "was resumed, and the other segments have no such gap", {
        hint: "join segments that ran through; run the load again",
      });
    }
    const ended = footer === null ? "killed" : truncated ? "damaged" : footer.ended.kind;
    return { file, header, segment, soundBytes, footer, ended, digest };
  } catch (error) {
    throw error instanceof SloError ? inFile(file.name, error) : error;
  }
}

function read(file: SegmentFile): RunRecord {
  const reader = createRecordReader();
  for (const piece of file.pieces()) reader.push(piece);
  reader.end();
  const record = reader.record();
  if (record === null) throw headerMissing();
  return record;
}

function segmentOf({ segment, merged }: RecordHeader): Segment {
  if (segment !== undefined && segment !== null) return segment;
  const what = merged === undefined || merged === null ? "is the record of a whole run" : "is joined already";
  throw new SloError("bad_usage", `${what}, not a segment`, {
    hint: "give the records of runs that were made with --segment, such as 1/3, 2/3 and 3/3",
  });
}

function inFile(name: string, { code, message, hint, issues, cause }: SloError): SloError {
  return new SloError(code, `${name}: ${message}`, { ...(hint === null ? {} : { hint }), issues, cause });
}
