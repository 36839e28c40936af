import * as nodeDisk from "node:fs";
import { SloError } from "../shared/index.ts";
import { encodeLine } from "./encode-line.ts";
import type { RecordHeader, RecordLine } from "./run-record.ts";

/** A line is handed to the system at once, so it survives the death of this process; within this time also the machine's. */
const SYNC_EVERY_MS = 5_000;

/** What a record needs of a disk; node:fs has it. */
export interface Disk {
  openSync(path: string, flags: "wx" | "a"): number;
  writeSync(file: number, bytes: Uint8Array, from: number): number;
  fsyncSync(file: number): void;
  truncateSync(path: string, length: number): void;
  closeSync(file: number): void;
}

/** Each method throws SloError `unwritable` once the disk has refused a line; no line is written after that. */
export interface RecordWriter {
  write(line: RecordLine): void;
  /** Returns when everything written is on the disk. */
  flush(): void;
  /** Flushes and closes; later calls do nothing. */
  close(): void;
}

/** Creates a record with its header; SloError `unwritable` when that is not possible or a file is there already. */
export function openRecord(path: string, header: RecordHeader, disk: Disk = nodeDisk): RecordWriter {
  const file = opened(path, disk, "wx");
  const writer = new RecordFile(path, file, disk);
  writer.append(encodeLine(header));
  writer.flush();
  return writer;
}

/**
 * Opens a record again, to write on behind its last sound line. A damaged tail is kept beside it first, as
 * `record.ndjson.tail-1` (-2, ... with each resume that finds one), then cut off. SloError `unwritable` as above.
 */
export function reopenRecord(
  path: string,
  bytes: Uint8Array,
  soundBytes: number,
  disk: Disk = nodeDisk,
): RecordWriter {
  const tail = bytes.subarray(soundBytes);
  if (tail.length > 0) {
    keepAside(path, tail, disk);
    attempt(path, () => disk.truncateSync(path, soundBytes));
  }
  const writer = new RecordFile(path, opened(path, disk, "a"), disk);
  if (bytes[soundBytes - 1] !== LINE_FEED) writer.append("\n");
  writer.flush();
  return writer;
}

const LINE_FEED = 0x0a;
const FOLDER_HINT = "check the folder and its rights, or give another one with --out";
const ROOM_HINT = "make room on the disk or give another folder with --out; what is written stays readable";

function opened(path: string, disk: Disk, flags: "wx" | "a"): number {
  return attempt(path, () => disk.openSync(path, flags), FOLDER_HINT);
}

function keepAside(path: string, tail: Uint8Array, disk: Disk): void {
  for (let n = 1; ; n++) {
    const aside = `${path}.tail-${n}`;
    let file: number;
    try {
      file = disk.openSync(aside, "wx");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw unwritable(aside, cause, FOLDER_HINT);
    }
    try {
      attempt(aside, () => {
        for (let from = 0; from < tail.length; ) from += disk.writeSync(file, tail, from);
        disk.fsyncSync(file);
      });
    } finally {
      disk.closeSync(file);
    }
    return;
  }
}

function attempt<T>(path: string, action: () => T, hint: string = ROOM_HINT): T {
  try {
    return action();
  } catch (cause) {
    throw unwritable(path, cause, hint);
  }
}

class RecordFile implements RecordWriter {
  readonly #path: string;
  readonly #disk: Disk;
  readonly #file: number;
  #failure: SloError | null = null;
  #closed = false;
  #sync: NodeJS.Timeout | null = null;

  constructor(path: string, file: number, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
    this.#file = file;
  }

  write(line: RecordLine): void {
    this.append(encodeLine(line));
    if (this.#sync !== null) return;
    this.#sync = setTimeout(() => {
      try {
        this.flush();
      } catch {
        // Kept in #failure: the next call throws it.
      }
    }, SYNC_EVERY_MS).unref();
  }

  flush(): void {
    this.#stopTimer();
    this.#attempt(() => this.#disk.fsyncSync(this.#file));
  }

  close(): void {
    if (this.#closed) return;
    try {
      this.flush();
    } finally {
      this.#closed = true;
      this.#disk.closeSync(this.#file);
    }
  }

  append(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    this.#attempt(() => {
      for (let from = 0; from < bytes.length; ) from += this.#disk.writeSync(this.#file, bytes, from);
    });
  }

  #attempt(action: () => void): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) throw new SloError("bug", `${this.#path} is closed: nothing can be written to it`);
    try {
      action();
    } catch (cause) {
      this.#failure = unwritable(this.#path, cause, ROOM_HINT);
      throw this.#failure;
    }
  }

  #stopTimer(): void {
    if (this.#sync !== null) clearTimeout(this.#sync);
    this.#sync = null;
  }
}

function unwritable(path: string, cause: unknown, hint: string): SloError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SloError("unwritable", `cannot write ${path}: ${why}`, { hint, cause });
}
