import type { Request } from "autocannon";
import type { WireRequest } from "../../scenario/index.ts";

/** Methods that autocannon knows, but CONNECT: its answer opens a tunnel. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"]);
/** Methods whose requests state a length even when it is 0 (RFC 9110 section 8.6). */
const WITH_BODY = new Set(["POST", "PUT", "PATCH"]);
/** autocannon writes the head as UTF-8: only ASCII arrives as it was given. */
const ASCII = /^[\t\x20-\x7e]*$/;

/** Why autocannon cannot put this request on the wire as it is, or null. */
export function whyUnsendable({ method, headers }: WireRequest): string | null {
  if (!METHODS.has(method)) return `autocannon does not send ${method}; --engine native does`;
  const odd = Object.entries(headers).find(([, value]) => !ASCII.test(value));
  if (odd === undefined) return null;
  return `autocannon changes the characters beyond ASCII in the header "${odd[0]}"; --engine native does not`;
}

/** As autocannon takes it; it adds host, connection and the length of a body. */
export function toAutocannon(basePath: string, { method, path, headers, body }: WireRequest): Request {
  const request = { method, path: basePath + path, headers };
  if (body !== null && body !== "") return { ...request, body };
  return WITH_BODY.has(method) ? { ...request, headers: { ...headers, "content-length": "0" } } : request;
}
