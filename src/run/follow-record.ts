import { type FileHandle, open } from "node:fs/promises";
import { createRecordReader, type RecordReader, type RunRecord } from "../record/index.ts";
import { SloError } from "../shared/index.ts";

/** A record as it grows; what was read is not read again. */
export interface FollowedRecord {
  /** Reads what came since; true when something did. SloError `bad_record` when it is damaged within. */
  poll(): Promise<boolean>;
  /** As far as it was read; null while it has no header. */
  record(): RunRecord | null;
}

const CHUNK_BYTES = 1 << 20;

/** Follows the file at `path`; SloError `unreadable` when it cannot be read. */
export function followRecord(path: string): FollowedRecord {
  let reader: RecordReader = createRecordReader();
  let readBytes = 0;

  const readOn = async (file: FileHandle): Promise<boolean> => {
    const { size } = await file.stat();
    // A resume has cut a damaged tail off: what was read of it is not the record any more.
    if (size < readBytes) {
      reader = createRecordReader();
      readBytes = 0;
    }
    const before = readBytes;
    const chunk = Buffer.alloc(CHUNK_BYTES);
    while (readBytes < size) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, readBytes);
      if (bytesRead === 0) break;
      readBytes += bytesRead;
      reader.push(chunk.subarray(0, bytesRead));
    }
    return readBytes !== before;
  };

  return {
    async poll() {
      const file = await open(path, "r").catch((cause: Error) => {
        throw new SloError("unreadable", `cannot read ${path} (${cause.message})`, { cause });
      });
      try {
        return await readOn(file);
      } finally {
        await file.close();
      }
    },
    record: () => reader.record(),
  };
}
