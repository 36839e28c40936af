import { mergeRecords, type SegmentFile } from "../../src/record/index.ts";
import { type SyntheticRun, syntheticBytes } from "./synthetic-record.ts";

/** A record in memory as a file to join, read in pieces of any size. */
export function segmentFile(name: string, bytes: Uint8Array, pieceBytes = 4_096): SegmentFile {
  return {
    name,
    *pieces() {
      // One buffer for every piece, as a reader of files has it.
      const piece = Buffer.alloc(pieceBytes);
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        const length = Math.min(pieceBytes, bytes.length - from);
        piece.set(bytes.subarray(from, from + length));
        yield piece.subarray(0, length);
      }
    },
  };
}

/** The record that segment `worker` of `workers` of a synthetic run leaves. */
export function segmentBytes(run: SyntheticRun, worker: number, workers: number): Uint8Array {
  return syntheticBytes({ ...run, segment: { worker, workers } });
}

/** All segments of a run, as files named `1`, `2`, ... */
export function segmentsOf(run: SyntheticRun, workers: number): SegmentFile[] {
  return Array.from({ length: workers }, (_, worker) =>
    segmentFile(String(worker + 1), segmentBytes(run, worker, workers)),
  );
}

export function merged(files: readonly SegmentFile[]): Buffer {
  return Buffer.from([...mergeRecords(files).lines()].join(""), "utf8");
}
