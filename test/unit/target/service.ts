import { afterEach } from "vitest";
import { parseFault, runTarget } from "../../../src/target/index.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, looked into by each test
  readonly json: any;
}

/** A real service on a real socket of this process, closed after the test. */
export async function serving(options: { key?: string; faults?: string[]; log?: boolean; db?: string } = {}) {
  const { faults = [], ...rest } = options;
  const target = await runTarget({ ...rest, faults: faults.map(parseFault) });
  open.push(target.close);
  const ask = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(target.url + path, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
    ask(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), headers });
  return {
    target,
    ask,
    post,
    write: (body: object, headers = {}) => post("/v1/memory/write", body, headers),
    recall: (body: object, headers = {}) => post("/v1/memory/recall_text", body, headers),
    /** Resolves when every memory has its embedding. */
    embedded: async (): Promise<void> => {
      while ((await ask("/health")).json.outbox_pending > 0);
    },
  };
}

export const memory = (clientId: string, text: string) => ({
  scope: "s",
  input_text: text,
  auto_embed: true,
  memory_lane: "shared",
  nodes: [{ client_id: clientId, type: "event", text_summary: text }],
});
