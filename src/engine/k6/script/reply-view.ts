import type { ResponseView } from "../../../scenario/index.ts";
import type { K6Reply } from "./slo-module.ts";

/** What a scenario's check sees of a reply. Headers and text cross from Go when it looks, once: a check of the status alone costs neither. */
export class K6ReplyView implements ResponseView {
  readonly status: number;
  private readonly reply: K6Reply;
  private headersRead: Readonly<Record<string, string>> | null = null;
  private textRead: string | null = null;
  private jsonRead: { readonly value: unknown } | null = null;

  constructor(reply: K6Reply) {
    this.status = reply.status;
    this.reply = reply;
  }

  get headers(): Readonly<Record<string, string>> {
    this.headersRead ??= this.reply.headers();
    return this.headersRead;
  }

  text(): string {
    this.textRead ??= this.reply.text();
    return this.textRead;
  }

  /** Throws SyntaxError when the body is not JSON. */
  json(): ReturnType<ResponseView["json"]> {
    this.jsonRead ??= { value: JSON.parse(this.text()) };
    return this.jsonRead.value;
  }
}
