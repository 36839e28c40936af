import { headerMissing } from "./parse-line.ts";
import { createRecordReader } from "./record-reader.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Reads a record from its bytes and adds its deltas. A run may be killed while it writes: lines at the end that are
 * half-written or not readable are left out (`truncated`). SloError `bad_record`, naming the line, for a bad header, for
 * promises that do not match their digest, for a damaged line with sound ones behind it, and for lines behind the footer
 * (but a gap: an interrupted run may have been resumed).
 */
export function readRecord(bytes: Uint8Array): RunRecord {
  const reader = createRecordReader();
  reader.push(bytes);
  reader.end();
  // Nothing at all is a bad header too.
  const record = reader.record();
  if (record === null) throw headerMissing();
  return record;
}
