import { cellOf, HIGHEST_US, highestOfCell, LOWEST_US, SIGNIFICANT_DIGITS } from "./cells.ts";
import { packHistogram, unpackHistogram } from "./histogram-frame.ts";
import type { Tally } from "./tally.ts";

/*
 * Plain V2 bytes: cookie (4), payload length (4), normalising offset (4, unused), significant digits (4), lowest value
 * (8), highest value (8), conversion ratio (8, unused), then the payload: one ZigZag LEB128 number for each cell from
 * cell 0, a count, or a negative number -n for n empty cells.
 */
const COOKIE = 0x1c849313;
const HEADER_BYTES = 40;
const CELLS = cellOf(HIGHEST_US) + 1;

/** The counts of a base64 HdrHistogram (V2 compressed, whole microseconds, 3 digits, up to 1 h); RangeError for anything else. */
export function decodeTally(base64: string): Tally {
  return decodeCounts(countsIn(base64));
}

/**
 * The part of a base64 HdrHistogram that {@link decodeCounts} reads: a byte or two for each value that occurs, so that
 * many can be kept. RangeError as of {@link decodeTally}, but for what is wrong within the counts.
 */
export function countsIn(base64: string): Uint8Array {
  const bytes = unpackHistogram(base64);
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(0) !== COOKIE) {
    throw new RangeError("not an HdrHistogram V2");
  }
  if (bytes.readInt32BE(12) !== SIGNIFICANT_DIGITS || bytes.readBigInt64BE(16) !== BigInt(LOWEST_US)) {
    throw new RangeError("a histogram is not of 3 significant digits from 1 us");
  }
  const end = HEADER_BYTES + bytes.readUInt32BE(4);
  if (end > bytes.length) throw new RangeError("a histogram is cut short");
  // A copy: the whole is a small part of the memory that was inflated into.
  return Uint8Array.prototype.slice.call(bytes, HEADER_BYTES, end);
}

/** The tally of counts as {@link countsIn} gives them; RangeError when they are damaged. */
export function decodeCounts(bytes: Uint8Array): Tally {
  const valuesUs: number[] = [];
  const counts: number[] = [];
  let total = 0;
  eachCell(bytes, (cell, count) => {
    valuesUs.push(highestOfCell(cell));
    counts.push(count);
    total += count;
  });
  return { valuesUs, counts, total: exact(total) };
}

/** How many observations counts hold; RangeError when they are damaged. */
export function totalOf(bytes: Uint8Array): number {
  let total = 0;
  eachCell(bytes, (_cell, count) => {
    total += count;
  });
  return exact(total);
}

function exact(total: number): number {
  if (Number.isSafeInteger(total)) return total;
  throw new RangeError("a histogram's count is beyond exact integers");
}

/** Calls for each cell that holds something, ascending. RangeError when the counts are damaged. */
export function eachCell(bytes: Uint8Array, take: (cell: number, count: number) => void): void {
  const end = bytes.length;
  let cell = 0;
  let at = 0;
  while (at < end) {
    // Little-endian groups of 7 bits, each with a flag for "more follow"; the ninth byte has 8 bits and no flag.
    let zigzag = 0;
    let scale = 1;
    for (let length = 1; ; length++) {
      if (at >= end) throw new RangeError("a histogram ends within a count");
      const byte = bytes[at++] ?? 0;
      zigzag += (length === 9 ? byte : byte & 0x7f) * scale;
      if (byte < 0x80 || length === 9) break;
      scale *= 128;
    }
    const count = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    if (count < 0) {
      cell -= count;
      continue;
    }
    if (count > 0) {
      if (cell >= CELLS) throw new RangeError("a histogram holds values beyond 1 h");
      take(cell, count);
    }
    cell += 1;
  }
}

/** The base64 HdrHistogram of a tally: decodes to the same tally, here and in any HdrHistogram library. */
export function encodeTally({ valuesUs, counts }: Tally): string {
  const payload: number[] = [];
  let next = 0;
  for (const [i, value] of valuesUs.entries()) {
    const cell = cellOf(value);
    if (cell - next === 1) pushZigzag(payload, 0);
    else if (cell > next) pushZigzag(payload, next - cell);
    pushZigzag(payload, counts[i] ?? 0);
    next = cell + 1;
  }
  if (payload.length === 0) payload.push(0);
  const bytes = Buffer.alloc(HEADER_BYTES + payload.length);
  bytes.writeUInt32BE(COOKIE, 0);
  bytes.writeUInt32BE(payload.length, 4);
  bytes.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  bytes.writeBigInt64BE(BigInt(LOWEST_US), 16);
  bytes.writeBigInt64BE(BigInt(HIGHEST_US), 24);
  bytes.writeDoubleBE(1, 32);
  bytes.set(payload, HEADER_BYTES);
  return packHistogram(bytes);
}

/** Counts here stay below 2^53, so their ZigZag form needs at most 8 bytes of 7 bits. */
function pushZigzag(payload: number[], value: number): void {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 128) {
    payload.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  payload.push(rest);
}
