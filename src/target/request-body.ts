import type { IncomingMessage } from "node:http";
import type { Bytes } from "../shared/index.ts";

/** What a call may send; more is 413. */
export const MOST_BODY_BYTES: Bytes = 1_048_576;

/** Calls back with the whole body, or with null when it is too large: it is then read to its end and thrown away. */
export function readBody(request: IncomingMessage, then: (body: string | null) => void): void {
  const chunks: Buffer[] = [];
  let bytes: Bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on("end", () => then(bytes > MOST_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8")));
}
