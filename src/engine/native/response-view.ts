import type { ResponseView } from "../../scenario/index.ts";
import type { Reply } from "./transport.ts";

/** What a scenario's check sees of a reply. Decoded when it looks, once: a check of the status alone costs no parsing. */
export class ReplyView implements ResponseView {
  readonly status: number;
  readonly #reply: Pick<Reply, "headers" | "body">;
  #headers: Record<string, string> | null = null;
  #text: string | null = null;
  #json: { readonly value: unknown } | null = null;

  constructor(reply: Pick<Reply, "status" | "headers" | "body">) {
    this.status = reply.status;
    this.#reply = reply;
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= joined(this.#reply.headers);
    return this.#headers;
  }

  text(): string {
    this.#text ??= Buffer.concat(this.#reply.body).toString("utf8");
    return this.#text;
  }

  /** Throws SyntaxError when the body is not JSON. */
  json(): ReturnType<ResponseView["json"]> {
    this.#json ??= { value: JSON.parse(this.text()) };
    return this.#json.value;
  }
}

function joined(headers: Reply["headers"]): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) record[name] = typeof value === "string" ? value : value.join(", ");
  }
  return record;
}
