import { deflateSync, inflateSync } from "node:zlib";

/*
 * HdrHistogram's compressed V2 form: the cookie, the length of what follows, and zlib's deflate of the plain V2 bytes;
 * all integers big-endian. The low byte's 0x10 says that counts are ZigZag LEB128.
 */
const COMPRESSED_COOKIE = 0x1c849314;
const FRAME_BYTES = 8;

/** Base64 of the compressed form of plain V2 bytes. */
export function packHistogram(plain: Uint8Array): string {
  const deflated = deflateSync(plain);
  const framed = Buffer.allocUnsafe(FRAME_BYTES + deflated.length);
  framed.writeUInt32BE(COMPRESSED_COOKIE, 0);
  framed.writeUInt32BE(deflated.length, 4);
  deflated.copy(framed, FRAME_BYTES);
  return framed.toString("base64");
}

/** The plain V2 bytes in a base64 text; RangeError when it holds none. What follows the stated length is ignored. */
export function unpackHistogram(base64: string): Buffer {
  const framed = Buffer.from(base64, "base64");
  if (framed.length < FRAME_BYTES || framed.readUInt32BE(0) !== COMPRESSED_COOKIE) {
    throw new RangeError("not a compressed HdrHistogram V2");
  }
  const length = framed.readUInt32BE(4);
  if (FRAME_BYTES + length > framed.length) throw new RangeError("a histogram is cut short");
  try {
    return inflateSync(framed.subarray(FRAME_BYTES, FRAME_BYTES + length), { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new RangeError("a histogram does not inflate", { cause });
  }
}

/** 23552 cells of at most 9 bytes and a header: more is not a histogram of ours, whatever it inflates to. */
const MOST_BYTES = 2 ** 18;
