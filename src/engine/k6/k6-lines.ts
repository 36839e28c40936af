import { type Extent, parseLine, type RecordLine } from "../../record/index.ts";

/** How the extension says that a run of it ended. */
export interface K6End {
  readonly kind: "end";
  readonly ended: "complete" | "stopped" | "interrupted" | "abandoned" | "fault" | "failed";
  readonly message?: string;
  /** Requests that left, over all arrivals and steps. */
  readonly requests: number;
  readonly planned: number;
  /** Digest of the arrivals as walked; null where they were not all of the plan's. */
  readonly schedule: string | null;
}

/** One line of the extension: of the record, or a word to us (xk6-slo/README.md lists them). */
export type K6Line =
  | { readonly kind: "record"; readonly line: RecordLine }
  | { readonly kind: "ready" }
  | { readonly kind: "started" }
  | { readonly kind: "secret"; readonly name: string }
  /** Not redacted. */
  | {
      readonly kind: "example";
      readonly at_us: number;
      readonly operation: string;
      readonly what: string;
      readonly text: string;
    }
  | { readonly kind: "notice"; readonly at_us: number; readonly text: string }
  /** Not redacted. */
  | { readonly kind: "fault"; readonly message: string; readonly stack: string }
  | K6End
  | { readonly kind: "unreadable"; readonly why: string };

/** Which fields a word to us has, by the type of each. */
const WORDS: Readonly<Record<string, Readonly<Record<string, "string" | "number">>>> = {
  ready: {},
  started: {},
  secret: { name: "string" },
  example: { at_us: "number", operation: "string", what: "string", text: "string" },
  notice: { at_us: "number", text: "string" },
  fault: { message: "string", stack: "string" },
  end: { ended: "string", requests: "number", planned: "number" },
};

/** Reads one line of the extension, whose record lines must be sound ones: what is not is `unreadable`, and the run cannot be recorded. */
export function readK6Line(text: string, extent: Extent): K6Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "unreadable", why: "it is not JSON" };
  }
  const { kind } = (value ?? {}) as { kind?: unknown };
  const fields = typeof kind === "string" && Object.hasOwn(WORDS, kind) ? WORDS[kind] : undefined;
  if (fields === undefined) return recordLine(text, extent);
  const word = value as Readonly<Record<string, unknown>>;
  const missing = Object.entries(fields).find(([name, type]) => typeof word[name] !== type);
  return missing === undefined
    ? (word as unknown as K6Line)
    : { kind: "unreadable", why: `${kind} without ${missing[0]}` };
}

function recordLine(text: string, extent: Extent): K6Line {
  const parsed = parseLine(text, extent);
  switch (parsed.kind) {
    case "line":
      return { kind: "record", line: parsed.line };
    case "unknown":
      return { kind: "unreadable", why: "it is of no known kind" };
    case "damaged":
      return { kind: "unreadable", why: parsed.why };
  }
}
