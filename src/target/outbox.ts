import type { Ms } from "../shared/index.ts";
import { bytesOf, embed } from "./embedding.ts";
import type { Sqlite } from "./schema.ts";

/** Computes embeddings after the write was answered: until it has run, a memory is found by its words only. */
export interface Outbox {
  /** Says that nodes wait; the worker starts soon and goes on until none does. */
  wake(added: number): void;
  pending(): number;
  stop(): void;
}

/** A pause before each batch, so that a batch gathers several writes and requests run in between. */
const PAUSE_MS: Ms = 20;
const BATCH = 50;

export function createOutbox(db: Sqlite): Outbox {
  const oldest = db.prepare(
    "SELECT o.node_id AS id, n.scope_id, n.text FROM outbox o JOIN node n ON n.id = o.node_id ORDER BY o.node_id LIMIT ?",
  );
  const store = db.prepare("INSERT OR REPLACE INTO embedding (scope_id, node_id, vector) VALUES (?, ?, ?)");
  const done = db.prepare("DELETE FROM outbox WHERE node_id = ?");
  let pending = (db.prepare("SELECT count(*) AS n FROM outbox").get() as { readonly n: number }).n;
  let timer: NodeJS.Timeout | null = null;

  const runBatch = db.transaction((): number => {
    const rows = oldest.all([BATCH]) as { id: number; scope_id: number; text: string }[];
    for (const row of rows) {
      const vector = embed(row.text);
      if (vector !== null) store.run([row.scope_id, row.id, bytesOf(vector)]);
      done.run([row.id]);
    }
    return rows.length;
  });
  const schedule = (): void => {
    if (timer !== null || pending === 0) return;
    timer = setTimeout(() => {
      timer = null;
      pending -= runBatch();
      schedule();
    }, PAUSE_MS);
  };
  schedule();

  return {
    wake: (added) => {
      pending += added;
      schedule();
    },
    pending: () => pending,
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      pending = 0;
    },
  };
}
