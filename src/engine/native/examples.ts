import type { NoticeLine } from "../../record/index.ts";
import { redact, type Us } from "../../shared/index.ts";

/** Keeps the first example of each way an operation went wrong, for the report: what came, with secrets taken out. */
export interface Examples {
  bad(operation: string, reason: string, status: number, body: readonly Uint8Array[], atUs: Us): void;
  failed(operation: string, code: string, message: string, atUs: Us): void;
}

const EXCERPT_CHARS = 300;
/** Redacted before it is cut, so that no half of a secret remains; a longer secret than this slack would have to straddle the cut. */
const DECODED_BYTES = 4 * EXCERPT_CHARS + 4_096;

export function createExamples(secrets: Iterable<string>, emit: (line: NoticeLine) => void): Examples {
  const seen = new Set<string>();
  const first = (operation: string, what: string, text: () => string, atUs: Us): void => {
    const key = `${operation} ${what}`;
    if (seen.has(key)) return;
    seen.add(key);
    const excerpt = redact(text(), secrets).slice(0, EXCERPT_CHARS);
    emit({ kind: "notice", at_us: Math.round(atUs), notice: { kind: "example", operation, what, excerpt } });
  };
  return {
    bad(operation, reason, status, body, atUs) {
      first(operation, reason, () => `HTTP ${status}: ${textOf(body)}`, atUs);
    },
    failed(operation, code, message, atUs) {
      first(operation, code, () => message, atUs);
    },
  };
}

function textOf(body: readonly Uint8Array[]): string {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (const part of body) {
    if (bytes >= DECODED_BYTES) break;
    parts.push(part);
    bytes += part.byteLength;
  }
  return Buffer.concat(parts).subarray(0, DECODED_BYTES).toString("utf8");
}
