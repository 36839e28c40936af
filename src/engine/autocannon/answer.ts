import type { Head } from "autocannon";
import type { Us } from "../../shared/index.ts";
import type { Reply } from "../native/transport.ts";

/** An answer as it came; its headers are gathered when a check looks. */
export class Answer implements Reply {
  readonly kind = "reply";
  readonly status: number;
  readonly body: readonly Uint8Array[];
  readonly doneUs: Us;
  readonly #head: Head;

  constructor(head: Head, body: readonly Uint8Array[], doneUs: Us) {
    this.status = head.statusCode;
    this.body = body;
    this.doneUs = doneUs;
    this.#head = head;
  }

  get headers(): Reply["headers"] {
    const gathered = new Map<string, string[]>();
    const { headers } = this.#head;
    for (let at = 0; at < headers.length; at += 2) {
      const name = (headers[at] ?? "").toLowerCase();
      const values = gathered.get(name) ?? [];
      values.push(headers[at + 1] ?? "");
      gathered.set(name, values);
    }
    return Object.fromEntries(gathered);
  }
}

/** What is wrong with a head that autocannon's parser lets pass, or null. */
export function whyUnreadable({ statusCode, headers }: Head): string | null {
  if (statusCode === 101) return "the target switched protocols, which nobody asked for";
  for (let at = 0; at < headers.length; at += 2) {
    const [name = "", value = ""] = [headers[at], headers[at + 1]];
    if (name.toLowerCase() === "content-length" && !/^\d+$/.test(value))
      return `the answer's content-length is no length: ${value.slice(0, 40)}`;
  }
  return null;
}
