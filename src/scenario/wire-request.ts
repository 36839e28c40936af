import type { RequestSpec } from "./scenario.ts";

/** A request as an engine sends it. */
export interface WireRequest {
  /** In upper case. */
  readonly method: string;
  /** Path with query, beginning with "/", ASCII. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const KEYS = new Set(["method", "path", "query", "headers", "json", "body", "step", "good"]);
/** Printable ASCII but "#" (RFC 9112 section 3.2: a request target holds neither white space nor a fragment). */
const PATH = /^\/[\x21\x22\x24-\x7e]*$/;
/** A token and a field value (RFC 9110 sections 5.1 and 5.5). */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Fields that frame the message or the connection: the engine writes them. */
const ENGINE_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Checks what a request builder returned and spells it for the wire. A TypeError says what is wrong with it. */
export function wireRequest(spec: RequestSpec, defaults: Readonly<Record<string, string>>): WireRequest {
  if (typeof spec !== "object" || spec === null) {
    throw new TypeError(`expected a request such as { path: "/health" }, got ${spec}`);
  }
  if ("then" in spec) throw new TypeError("expected a request, got a promise: it must not be async");
  for (const key in spec) {
    if (!KEYS.has(key)) throw new TypeError(`a request has no "${key}"; it has ${[...KEYS].join(", ")}`);
  }
  const { path, json, query } = spec;
  if (typeof path !== "string" || !PATH.test(path)) {
    throw new TypeError(
      `path: expected text beginning with "/" (other characters through encodeURIComponent), got ${JSON.stringify(path)}`,
    );
  }
  if (/^\/[/\\]/.test(path)) {
    throw new TypeError(
      `path: expected a path of the target, got ${JSON.stringify(path)}, which as a reference names another host`,
    );
  }
  const headers: Record<string, string> = {};
  const body = json === undefined ? (spec.body ?? null) : jsonText(spec);
  if (body !== null && typeof body !== "string") {
    throw new TypeError(`body: expected text, got ${typeof body}; use json for values`);
  }
  if (json !== undefined) headers["content-type"] = "application/json";
  addHeaders(headers, defaults);
  if (spec.headers !== undefined) addHeaders(headers, spec.headers);
  return {
    method: spec.method === undefined ? (body === null ? "GET" : "POST") : methodOf(spec.method),
    path: query === undefined ? path : path + queryText(query, path.includes("?")),
    headers,
    body,
  };
}

function methodOf(method: unknown): string {
  if (typeof method === "string" && /^[A-Za-z]+$/.test(method)) return method.toUpperCase();
  throw new TypeError(`method: expected a word such as "POST", got ${JSON.stringify(method)}`);
}

function jsonText({ json, body }: RequestSpec): string {
  if (body !== undefined) throw new TypeError("json and body: expected one of them, got both");
  const text: string | undefined = JSON.stringify(json);
  if (text === undefined) throw new TypeError(`json: expected a JSON value, got ${typeof json}`);
  return text;
}

function queryText(query: NonNullable<RequestSpec["query"]>, begun: boolean): string {
  let text = "";
  for (const key in query) {
    const value: unknown = query[key];
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new TypeError(`query.${key}: expected text, a number or a boolean, got ${value}`);
    }
    text += `${text === "" && !begun ? "?" : "&"}${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
  }
  return text;
}

function addHeaders(headers: Record<string, string>, added: Readonly<Record<string, string>>): void {
  for (const given in added) {
    const name = given.toLowerCase();
    const value: unknown = added[given];
    if (ENGINE_HEADERS.has(name)) throw new TypeError(`headers: "${name}" is written by the engine`);
    if (!HEADER_NAME.test(name)) throw new TypeError(`headers: "${given}" is not a header name`);
    if (typeof value !== "string" || !HEADER_VALUE.test(value)) {
      // The value may be a secret: it is not shown.
      throw new TypeError(
        `headers: expected text without line breaks or characters above U+00FF as the value of "${given}"`,
      );
    }
    headers[name] = value;
  }
}
