import { bytesOf, wordsOf } from "./embedding.ts";
import type { Sqlite } from "./schema.ts";

/** Searches one scope two ways. Ids are those of the `node` table, best first. */
export interface MemorySearch {
  byText(scopeId: number, query: string, limit: number): Hit[];
  byVector(scopeId: number, vector: Float32Array, limit: number): Hit[];
  nodes(ids: readonly number[]): Map<number, StoredNode>;
}

/** `score`: for text, minus BM25; for vectors, the cosine of the angle. More is better. */
export interface Hit {
  readonly id: number;
  readonly score: number;
}

export interface StoredNode {
  readonly id: number;
  readonly uuid: string;
  readonly client_id: string;
  readonly type: string;
  readonly lane: string;
  readonly text: string;
  readonly commit_id: string;
}

/** What bounds the cost of a recall, however many memories there are; older ones beyond are found by rarer words. */
const NEWEST_SCANNED = 5_000;
/** Words are taken from the rarest up while the nodes that contain them are at most this many; the rarest always is. */
const TEXT_CANDIDATES = 1_000;
const MOST_WORDS = 32;
/** Two unrelated texts have a cosine of 0 +- 1/8 (1/sqrt(64)); below this a vector hit is noise. */
const LEAST_COSINE = 0.3;

export function createMemorySearch(db: Sqlite): MemorySearch {
  const occurrences = db.prepare("SELECT doc FROM term WHERE term = ?");
  const matching = db.prepare(`
    SELECT id, score FROM (
      SELECT node_text.rowid AS id, -bm25(node_text) AS score
      FROM node_text JOIN node ON node.id = node_text.rowid
      WHERE node_text MATCH ? AND node.scope_id = ? ORDER BY node_text.rowid DESC LIMIT ${NEWEST_SCANNED}
    ) ORDER BY score DESC, id LIMIT ?`);
  const nearest = db.prepare(`
    SELECT node_id AS id, 1 - vector_distance_cos(vector, ?) AS score FROM (
      SELECT node_id, vector FROM embedding WHERE scope_id = ? ORDER BY node_id DESC LIMIT ${NEWEST_SCANNED}
    ) ORDER BY score DESC, node_id LIMIT ?`);
  const byId = db.prepare("SELECT id, uuid, client_id, type, lane, text, commit_id FROM node WHERE id = ?");

  const rarest = (query: string): string[] => {
    const words = [...new Set(wordsOf(query))].slice(0, MOST_WORDS);
    const counted = words
      .map((word) => ({ word, nodes: (occurrences.get([word]) as { doc: number } | undefined)?.doc ?? 0 }))
      .filter(({ nodes }) => nodes > 0)
      .sort((a, b) => a.nodes - b.nodes);
    let candidates = 0;
    return counted
      .filter(({ nodes }, i) => (candidates += nodes) <= TEXT_CANDIDATES || i === 0)
      .map(({ word }) => word);
  };

  return {
    byText: (scopeId, query, limit) => {
      const words = rarest(query);
      if (words.length === 0) return [];
      const match = words.map((word) => `"${word}"`).join(" OR ");
      return matching.all([match, scopeId, limit]) as Hit[];
    },
    byVector: (scopeId, vector, limit) => {
      const hits = nearest.all([bytesOf(vector), scopeId, limit]) as Hit[];
      return hits.filter(({ score }) => score >= LEAST_COSINE);
    },
    nodes: (ids) => new Map(ids.map((id) => [id, byId.get([id]) as StoredNode])),
  };
}
