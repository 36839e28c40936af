import type { Owner } from "./requests.ts";
import type { Sqlite } from "./schema.ts";

/** The numbers by which tables name a (tenant, scope). */
export interface Scopes {
  /** Makes the scope when it is new. */
  idOf(owner: Owner): number;
  /** Null when nothing was ever written there. */
  find(owner: Owner): number | null;
}

export function scopesOf(db: Sqlite): Scopes {
  const select = db.prepare("SELECT id FROM scope WHERE tenant = ? AND name = ?");
  const insert = db.prepare("INSERT INTO scope (tenant, name) VALUES (?, ?)");
  const find = ({ tenant, scope }: Owner): number | null => {
    const row = select.get([tenant, scope]) as { readonly id: number } | undefined;
    return row?.id ?? null;
  };
  return {
    find,
    idOf: (owner) => find(owner) ?? Number(insert.run([owner.tenant, owner.scope]).lastInsertRowid),
  };
}
