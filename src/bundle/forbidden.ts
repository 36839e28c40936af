/**
 * What a scenario may not use, and what to write instead. Its functions run in worker threads, in k6's VM and again
 * years later; they have the globals of ECMAScript only and must build the same request from (seed, seq) every time.
 */
const USE: Readonly<Record<string, string>> = {
  fetch: "yield a request in a flow, or in setup",
  XMLHttpRequest: "yield a request in a flow, or in setup",
  WebSocket: "only HTTP requests can be sent",
  EventSource: "only HTTP requests can be sent",
  setTimeout: 'yield pause("1s") in a flow',
  setInterval: 'yield pause("1s") in a flow',
  setImmediate: "scenario functions are synchronous",
  queueMicrotask: "scenario functions are synchronous",
  URL: 'write the path as text beginning with "/"; its parameters in query: { ... }',
  URLSearchParams: "write the parameters in query: { ... }",
  process: 'read variables with context.env("NAME")',
  Buffer: "write the body as text or json",
  TextEncoder: "write the body as text or json",
  TextDecoder: "read the response with response.text() or response.json()",
  performance: "a scenario has no clock; the tool measures",
  "Date.now": "a scenario has no clock; derive times from context.seq",
  "Math.random": "use context.random, which is the same in every engine and worker",
  crypto: "use context.random (uuid, int, pick), which is the same in every engine and worker",
  console: "see requests and responses with `slo try`",
  structuredClone: "use JSON.parse(JSON.stringify(...))",
};
const HOST_GLOBALS =
  "atob btoa AbortController AbortSignal Blob File FormData Headers Request Response navigator global window document localStorage sessionStorage __dirname __filename";

export const ECMASCRIPT_ONLY = "scenarios have the globals of ECMAScript only";

/** Name of a forbidden global -> what to use instead. */
export const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ...Object.entries(USE),
  ...HOST_GLOBALS.split(" ").map((name): [string, string] => [name, ECMASCRIPT_ONLY]),
]);

const MARKER = "not_available_in_a_scenario__";
/** A marker in the bundle, with what stands before it on its line; group 2 is the name. */
export const MARKERS = new RegExp(`(typeof )?\\b${MARKER}(\\w+)`, "g");

/**
 * esbuild's `define`: each free use of a forbidden global (a local of the same name is not one) becomes a marker of
 * its own, to be found with its place. Markers are never defined, so `typeof` guards see "undefined" and any other
 * use by a dependency throws a ReferenceError that reads as what it is.
 */
export const DEFINES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...FORBIDDEN.keys()].flatMap((name) => [
      [name, MARKER + name.replace(".", "_")],
      [`globalThis.${name}`, MARKER + name.replace(".", "_")],
    ]),
  ),
  "process.env.NODE_ENV": '"production"',
};

/** The global's name as written, from a marker's. */
export function globalOf(markerName: string): string {
  return FORBIDDEN.has(markerName) ? markerName : markerName.replace("_", ".");
}
