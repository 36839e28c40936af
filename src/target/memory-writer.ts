import { randomUUID } from "node:crypto";
import type { Json } from "../shared/index.ts";
import { HttpFailure } from "./answer.ts";
import { wordsOf } from "./embedding.ts";
import type { Owner, WriteRequest } from "./requests.ts";
import type { Sqlite } from "./schema.ts";
import { scopesOf } from "./scopes.ts";

export interface MemoryWriter {
  /** Stores all nodes of a request or none. A client_id that the scope has already, with the same text, is the same node. */
  write(owner: Owner, request: WriteRequest): Written;
}

export interface Written {
  readonly commitId: string;
  readonly nodes: readonly { readonly id: string; readonly clientId: string; readonly type: string }[];
  /** How many nodes now wait for their embedding because of this write. */
  readonly enqueued: number;
}

interface Stored {
  readonly uuid: string;
  readonly type: string;
  readonly text: string;
}

export function createMemoryWriter(db: Sqlite): MemoryWriter {
  const scopes = scopesOf(db);
  const find = db.prepare("SELECT uuid, type, text FROM node WHERE scope_id = ? AND client_id = ?");
  const addNode = db.prepare(
    "INSERT INTO node (scope_id, uuid, client_id, type, lane, text, commit_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const addText = db.prepare("INSERT INTO node_text (rowid, words) VALUES (?, ?)");
  const addOutbox = db.prepare("INSERT INTO outbox (node_id) VALUES (?)");

  const writeAll = (owner: Owner, request: WriteRequest): Written => {
    const scopeId = scopes.idOf(owner);
    const commitId = randomUUID();
    let enqueued = 0;
    const nodes = request.nodes.map((node, i) => {
      const text = node.text_summary ?? request.input_text ?? "";
      const clientId = node.client_id ?? `${commitId}:${i}`;
      const known = find.get([scopeId, clientId]) as Stored | undefined;
      if (known !== undefined) {
        if (known.text !== text) throw taken(clientId, i);
        return { id: known.uuid, clientId, type: known.type };
      }
      const id = randomUUID();
      const row = addNode.run([scopeId, id, clientId, node.type, request.memory_lane, text, commitId]);
      addText.run([row.lastInsertRowid, wordsOf(text).join(" ")]);
      if (request.auto_embed) {
        addOutbox.run([row.lastInsertRowid]);
        enqueued += 1;
      }
      return { id, clientId, type: node.type };
    });
    return { commitId, nodes, enqueued };
  };
  return { write: db.transaction(writeAll) };
}

function taken(clientId: string, i: number): HttpFailure {
  const details: Json = [{ path: `nodes.${i}.client_id`, message: "already stored with another text" }];
  return new HttpFailure(
    409,
    "client_id_conflict",
    `client_id "${clientId}" is taken in this scope`,
    details,
  );
}
