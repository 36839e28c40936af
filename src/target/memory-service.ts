import type { Json, Ms } from "../shared/index.ts";
import { type Answer, ok } from "./answer.ts";
import { createMemorySearch } from "./memory-search.ts";
import { createMemoryWriter } from "./memory-writer.ts";
import { createOutbox } from "./outbox.ts";
import { profileOf, type Recalled, recall } from "./recall.ts";
import { ownerOf, readRecall, readWrite } from "./requests.ts";
import { closeDatabase, openDatabase } from "./schema.ts";
import { scopesOf } from "./scopes.ts";

/** One request as a route sees it. */
export interface Call {
  readonly body: string;
  readonly tenantHeader: string | undefined;
  /** How long the request waited for the event loop and for its own body. */
  readonly waitedMs: Ms;
}

/** The memory service behind its routes. Routes throw HttpFailure for a request at fault. */
export interface MemoryService {
  write(call: Call): Answer;
  recall(call: Call): Answer;
  pendingEmbeddings(): number;
  close(): void;
}

/** Throws SloError `target_failed` when the database cannot be opened. */
export function createMemoryService(dbFile: string | null, nowMs: () => Ms): MemoryService {
  const db = openDatabase(dbFile);
  const scopes = scopesOf(db);
  const writer = createMemoryWriter(db);
  const search = createMemorySearch(db);
  const outbox = createOutbox(db);
  return {
    write: ({ body, tenantHeader }) => {
      const request = readWrite(body);
      const written = writer.write(ownerOf(request, tenantHeader), request);
      outbox.wake(written.enqueued);
      const backfill = { enqueued: written.enqueued > 0, pending_nodes: outbox.pending() };
      return ok({
        commit_id: written.commitId,
        commit_uri: `memory://commit/${written.commitId}`,
        nodes: written.nodes.map(({ id, clientId, type }) => ({
          id,
          uri: uriOf(id),
          client_id: clientId,
          type,
        })),
        edges: [],
        ...(request.auto_embed ? { embedding_backfill: backfill } : {}),
      });
    },
    recall: ({ body, tenantHeader, waitedMs }) => {
      const request = readRecall(body);
      const profile = profileOf(request.limit, waitedMs);
      const scopeId = scopes.find(ownerOf(request, tenantHeader));
      const { ranked, timings } = recall(search, scopeId, request.query_text, profile, nowMs);
      return ok({
        ...memoriesOf(ranked),
        query: { text: request.query_text, embedding_provider: "feature-hash-64" },
        observability: {
          stage_timings_ms: { ...timings },
          inflight_wait_ms: waitedMs,
          adaptive: { profile: profile.name, hard_cap: profile.hardCap },
        },
      });
    },
    pendingEmbeddings: outbox.pending,
    close: () => {
      outbox.stop();
      closeDatabase(db);
    },
  };
}

/** How many of the ranked memories are named as seeds of the recall. */
const SEEDS = 5;

function memoriesOf(ranked: readonly Recalled[]): { readonly [key: string]: Json } {
  const brief = ranked.map(({ node, score, foundBy }) => ({
    id: node.uuid,
    client_id: node.client_id,
    score,
    found_by: foundBy,
  }));
  const items = ranked.map(({ node }) => ({
    id: node.uuid,
    uri: uriOf(node.uuid),
    client_id: node.client_id,
    type: node.type,
    text: node.text,
  }));
  return {
    seeds: brief.slice(0, SEEDS),
    ranked: brief,
    subgraph: { nodes: items.map(({ text, ...node }) => ({ ...node, text_summary: text })), edges: [] },
    context: {
      text: items.map(({ text }, i) => `[${i + 1}] ${text}`).join("\n"),
      items,
      citations: ranked.map(({ node }) => ({ node_id: node.uuid, commit_id: node.commit_id })),
    },
  };
}

function uriOf(uuid: string): string {
  return `memory://node/${uuid}`;
}
