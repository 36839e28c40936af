import { closeSync, openSync, readSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type MergedRecord, mergeRecords, type SegmentFile } from "../record/index.ts";
import { SloError } from "../shared/index.ts";

const PIECE_BYTES = 1 << 20;
/** Lines are written in batches of about this size. */
const BATCH_CHARS = 1 << 20;

/** Joins the records of segments by their paths; see mergeRecords. SloError `unreadable` names the file. */
export function mergeRuns(paths: readonly string[]): MergedRecord {
  return mergeRecords(paths.map(segmentFile));
}

/**
 * Writes a joined record into its own folder below `out` and returns the folder. It appears under its name only when
 * it is whole. The same segments give the same folder and the same bytes, so joining them again changes nothing.
 */
export async function writeMerged(merged: MergedRecord, out: string): Promise<string> {
  const dir = join(out, merged.header.run_id);
  const part = join(dir, "record.ndjson.part");
  try {
    await mkdir(dir, { recursive: true });
    const file = await open(part, "w");
    try {
      let batch = "";
      for (const line of merged.lines()) {
        batch += line;
        if (batch.length < BATCH_CHARS) continue;
        await file.write(batch);
        batch = "";
      }
      await file.write(batch);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(dir, "record.ndjson"));
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    if (cause instanceof SloError) throw cause;
    throw new SloError(
      "unwritable",
      `cannot write ${dir} (${cause instanceof Error ? cause.message : cause})`,
      {
        hint: "give another folder with --out, or make room; the segments' records are as they were",
        cause,
      },
    );
  }
  return dir;
}

/** A file read a piece at a time, anew for each reading. */
function segmentFile(path: string): SegmentFile {
  return {
    name: path,
    *pieces() {
      const file = attempt(path, () => openSync(path, "r"));
      try {
        const piece = Buffer.alloc(PIECE_BYTES);
        for (;;) {
          const bytes = attempt(path, () => readSync(file, piece, 0, PIECE_BYTES, null));
          if (bytes === 0) return;
          yield piece.subarray(0, bytes);
        }
      } finally {
        closeSync(file);
      }
    },
  };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SloError("unreadable", `cannot read ${path} (${why})`, { cause });
  }
}
