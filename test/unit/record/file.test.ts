import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { type Disk, encodeLine, openRecord, readRecord, reopenRecord } from "../../../src/record/index.ts";
import { SloError } from "../../../src/shared/index.ts";
import { syntheticHeader, syntheticPlan } from "../../support/synthetic-record.ts";

const dir = mkdtempSync(join(tmpdir(), "slo-record-"));
const path = join(dir, "record.ndjson");
const header = syntheticHeader({ plan: syntheticPlan({ seconds: 3 }) });
const footer = { kind: "footer", at_us: 4e6, ended: { kind: "complete" } } as const;

afterEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(dir, { recursive: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SloError) return error.code;
    throw error;
  }
  return "none";
}

test("a record holds its header as soon as it is open, and each line as soon as it is written", () => {
  const writer = openRecord(path, header);
  expect(readFileSync(path, "utf8")).toBe(encodeLine(header));
  writer.write(footer);
  expect(readFileSync(path, "utf8")).toBe(encodeLine(header) + encodeLine(footer));
  writer.flush();
  writer.close();
  expect(readRecord(readFileSync(path)).footer).toEqual(footer);
});

test("closing twice is closing once, and a closed record takes no line", () => {
  const writer = openRecord(path, header);
  writer.close();
  writer.close();
  expect(codeOf(() => writer.write(footer))).toBe("bug");
});

test("a record that is there already is not overwritten", () => {
  openRecord(path, header).close();
  expect(codeOf(() => openRecord(path, header))).toBe("unwritable");
  expect(readFileSync(path, "utf8")).toBe(encodeLine(header));
});

test("a folder that is not there is told with its path and what to do", () => {
  try {
    openRecord(join(dir, "none", "record.ndjson"), header);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: "unwritable" });
    expect((error as SloError).message).toContain(join(dir, "none", "record.ndjson"));
    expect((error as SloError).hint).toContain("--out");
  }
});

/** Holds bytes in memory, writes at most `most` of them at once, and is full after `room`. */
class SmallDisk implements Disk {
  readonly written: number[] = [];
  syncs = 0;
  readonly #most: number;
  readonly #room: number;

  constructor({ most = Number.POSITIVE_INFINITY, room = Number.POSITIVE_INFINITY }) {
    this.#most = most;
    this.#room = room;
  }
  openSync(): number {
    return 3;
  }
  writeSync(_file: number, bytes: Uint8Array, from: number): number {
    const part = bytes.subarray(from, from + Math.min(this.#most, this.#room - this.written.length));
    if (part.length === 0) throw new Error("ENOSPC: no space left on device, write");
    this.written.push(...part);
    return part.length;
  }
  fsyncSync(): void {
    this.syncs += 1;
  }
  truncateSync(): void {}
  closeSync(): void {}
}

test("a line that the disk takes in parts is written whole", () => {
  const disk = new SmallDisk({ most: 7 });
  const writer = openRecord(path, header, disk);
  writer.write(footer);
  writer.close();
  expect(Buffer.from(disk.written).toString("utf8")).toBe(encodeLine(header) + encodeLine(footer));
});

test("a disk that becomes full is told at once and at every later call, and what it took stays readable", () => {
  const disk = new SmallDisk({ room: encodeLine(header).length + 10 });
  const writer = openRecord(path, header, disk);
  expect(codeOf(() => writer.write(footer))).toBe("unwritable");
  expect(codeOf(() => writer.write(footer))).toBe("unwritable");
  expect(codeOf(() => writer.close())).toBe("unwritable");
  expect(disk.written.length).toBe(encodeLine(header).length + 10);
  expect(readRecord(Uint8Array.from(disk.written)).truncated).toBe(true);
});

test("what is written reaches the disk within 5 s, without a call", () => {
  vi.useFakeTimers();
  try {
    const disk = new SmallDisk({});
    const writer = openRecord(path, header, disk);
    expect(disk.syncs).toBe(1); // the header
    writer.write(footer);
    vi.advanceTimersByTime(4_999);
    expect(disk.syncs).toBe(1);
    vi.advanceTimersByTime(1);
    expect(disk.syncs).toBe(2);
    vi.advanceTimersByTime(60_000); // nothing new, nothing to bring to the disk
    expect(disk.syncs).toBe(2);
    writer.close();
    expect(disk.syncs).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

test("a record opened again is written on behind its last sound line, and a damaged tail is kept beside it", () => {
  openRecord(path, header).close();
  const half = encodeLine(footer).slice(0, 20);
  writeFileSync(path, encodeLine(header) + half);
  const bytes = readFileSync(path);
  const { soundBytes } = readRecord(bytes);
  expect(soundBytes).toBe(encodeLine(header).length);
  const writer = reopenRecord(path, bytes, soundBytes);
  writer.write(footer);
  writer.close();
  expect(readFileSync(path, "utf8")).toBe(encodeLine(header) + encodeLine(footer));
  expect(readFileSync(`${path}.tail-1`, "utf8")).toBe(half);

  // The next damaged tail takes the next name.
  writeFileSync(path, encodeLine(header) + half);
  reopenRecord(path, readFileSync(path), soundBytes).close();
  expect(readFileSync(`${path}.tail-2`, "utf8")).toBe(half);
  for (const n of [1, 2]) rmSync(`${path}.tail-${n}`);
});

test("a last line that only lacks its line feed gets one when the record is opened again", () => {
  writeFileSync(path, encodeLine(header).trimEnd());
  const bytes = readFileSync(path);
  const writer = reopenRecord(path, bytes, readRecord(bytes).soundBytes);
  writer.write(footer);
  writer.close();
  expect(readFileSync(path, "utf8")).toBe(encodeLine(header) + encodeLine(footer));
});

test("a full disk leaves the damaged tail where it is: nothing is cut off that was not kept", () => {
  const bytes = Buffer.from(encodeLine(header) + encodeLine(footer).slice(0, 20));
  let cut = false;
  class FullDisk extends SmallDisk {
    override truncateSync(): void {
      cut = true;
    }
  }
  expect(codeOf(() => reopenRecord(path, bytes, encodeLine(header).length, new FullDisk({ room: 5 })))).toBe(
    "unwritable",
  );
  expect(cut).toBe(false);
});
