import type { Ms } from "../shared/index.ts";
import { embed } from "./embedding.ts";
import type { Hit, MemorySearch, StoredNode } from "./memory-search.ts";

/** A memory that a recall brings back. */
export interface Recalled {
  readonly node: StoredNode;
  readonly score: number;
  readonly foundBy: readonly ("text" | "vector")[];
}

export interface Recall {
  readonly ranked: readonly Recalled[];
  readonly timings: { readonly embed: Ms; readonly text: Ms; readonly vector: Ms; readonly merge: Ms };
}

/** How thoroughly: `vector: false` searches by words alone. */
export interface RecallProfile {
  readonly name: "pinned" | "standard" | "lean";
  readonly hardCap: number;
  readonly vector: boolean;
}

/** A request that waited this long for the event loop is a sign of pressure: recalls that pin nothing become lean. */
const PRESSURE_MS: Ms = 50;
const STANDARD_LIMIT = 20;
const LEAN_LIMIT = 8;

/** The cheaper profile under pressure, but never for a recall that gives its own limit. */
export function profileOf(limit: number | undefined, waitedMs: Ms): RecallProfile {
  if (limit !== undefined) return { name: "pinned", hardCap: limit, vector: true };
  if (waitedMs > PRESSURE_MS) return { name: "lean", hardCap: LEAN_LIMIT, vector: false };
  return { name: "standard", hardCap: STANDARD_LIMIT, vector: true };
}

/** Searches by words and by vector, and merges the two lists. A scope that is null was never written to. */
export function recall(
  search: MemorySearch,
  scopeId: number | null,
  query: string,
  profile: RecallProfile,
  nowMs: () => Ms,
): Recall {
  const startMs = nowMs();
  const vector = profile.vector ? embed(query) : null;
  const embeddedMs = nowMs();
  const text = scopeId === null ? [] : search.byText(scopeId, query, profile.hardCap);
  const textMs = nowMs();
  const near = scopeId === null || vector === null ? [] : search.byVector(scopeId, vector, profile.hardCap);
  const vectorMs = nowMs();
  const merged = mergeRanks(text, near).slice(0, profile.hardCap);
  const nodes = search.nodes(merged.map(({ id }) => id));
  const ranked = merged.flatMap(({ id, score, foundBy }) => {
    const node = nodes.get(id);
    return node === undefined ? [] : [{ node, score, foundBy }];
  });
  const timings = {
    embed: embeddedMs - startMs,
    text: textMs - embeddedMs,
    vector: vectorMs - textMs,
    merge: nowMs() - vectorMs,
  };
  return { ranked, timings };
}

/** The constant of reciprocal rank fusion, from the paper that proposed it (Cormack, Clarke, Buettcher 2009). */
const RANK_CONSTANT = 60;

interface Merged {
  readonly id: number;
  readonly score: number;
  readonly foundBy: readonly ("text" | "vector")[];
}

/** Reciprocal rank fusion: a hit scores 1 / (60 + rank) in each list that has it, ranks from 1. Ties: the older first. */
export function mergeRanks(text: readonly Hit[], vector: readonly Hit[]): Merged[] {
  const merged = new Map<number, Merged>();
  const lists = { text, vector };
  for (const way of ["text", "vector"] as const) {
    lists[way].forEach(({ id }, i) => {
      const before = merged.get(id) ?? { id, score: 0, foundBy: [] };
      const score = before.score + 1 / (RANK_CONSTANT + i + 1);
      merged.set(id, { id, score, foundBy: [...before.foundBy, way] });
    });
  }
  return [...merged.values()].sort((a, b) => b.score - a.score || a.id - b.id);
}
