import Database from "libsql";
import { SloError } from "../shared/index.ts";
import { DIMENSIONS } from "./embedding.ts";

export type Sqlite = Database.Database;

/**
 * `node_text` holds the words of each node under the node's id and keeps no copy of them; `term` counts in how many
 * nodes a word occurs. `outbox` lists the nodes whose embedding is still to be computed: it is written in the same
 * transaction as the node, so that a crash loses neither.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS scope (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (tenant, name)
);
CREATE TABLE IF NOT EXISTS node (
  id INTEGER PRIMARY KEY, scope_id INTEGER NOT NULL, uuid TEXT NOT NULL, client_id TEXT NOT NULL, type TEXT NOT NULL,
  lane TEXT NOT NULL, text TEXT NOT NULL, commit_id TEXT NOT NULL, UNIQUE (scope_id, client_id)
);
CREATE TABLE IF NOT EXISTS embedding (
  scope_id INTEGER NOT NULL, node_id INTEGER NOT NULL, vector F32_BLOB(${DIMENSIONS}) NOT NULL,
  PRIMARY KEY (scope_id, node_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (node_id INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE IF NOT EXISTS node_text USING fts5(words, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE IF NOT EXISTS term USING fts5vocab(node_text, 'row');
`;

/** Opens the service's database; null is one in memory. Throws SloError `target_failed`. */
export function openDatabase(file: string | null): Sqlite {
  try {
    const db = new Database(file ?? ":memory:");
    if (file !== null) db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    db.exec(SCHEMA);
    return db;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SloError(
      "target_failed",
      `the target cannot use the database ${file ?? "in memory"}: ${reason}`,
      {
        hint: "give --db a file in a folder that exists and can be written, or leave it out to keep memories in memory",
        cause,
      },
    );
  }
}

/** Leaves nothing beside the file: the write-ahead log and its index go when the journal mode does. */
export function closeDatabase(db: Sqlite): void {
  try {
    if (!db.memory) db.exec("PRAGMA journal_mode = DELETE");
  } catch {
    // Another process uses the file, or it was deleted under us: then they are not ours to tidy.
  }
  db.close();
}
