export { encodeLine } from "./encode-line.ts";
export { type Disk, openRecord, type RecordWriter } from "./file.ts";
export { readRecord } from "./read-record.ts";
export type * from "./run-record.ts";
