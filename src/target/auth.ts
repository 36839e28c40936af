import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Whether a request carries the key, as `X-Api-Key` or as `Authorization: Bearer`; always when none is asked for. */
export function createKeyCheck(key: string | null): (headers: IncomingHttpHeaders) => boolean {
  if (key === null) return () => true;
  const expected = hash(key);
  const holds = (given: unknown): boolean =>
    typeof given === "string" && timingSafeEqual(hash(given), expected);
  return (headers) =>
    holds(headers["x-api-key"]) || holds(/^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1]);
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
