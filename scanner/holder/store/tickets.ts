import { freshlyKept, isSameTicket } from "../domain/ticket.ts";
import type { Kept } from "../domain/ticket.ts";
import type { Database, Values } from "./schema.ts";

const NOTHING: Values = { language: null, open: null, contact: null };

/** The tickets of this phone and its few single values. Rejects only when the storage itself fails. */
export interface Store {
  /** In the order they came. */
  all(): Promise<readonly Kept[]>;
  /** The ticket with this link token, made if it is new. */
  open(token: string, now: number): Promise<Kept>;
  /** Changes the ticket; one that was removed meanwhile stays away. Returns it as it is then, or `null`. */
  change(token: string, change: Partial<Omit<Kept, "token">>): Promise<Kept | null>;
  remove(token: string): Promise<void>;
  values(): Promise<Values>;
  keep(change: Partial<Values>): Promise<void>;
}

export function createStore(database: Database): Store {
  return {
    all: async () => (await database.getAll("tickets")).toSorted((a, b) => a.addedAt - b.addedAt),
    open: async (token, now) => {
      const tx = database.transaction("tickets", "readwrite");
      const found = (await tx.store.get(token)) ?? freshlyKept(token, now);
      await tx.store.put(found);
      await tx.done;
      return found;
    },
    change: (token, change) => changeTicket(database, token, change),
    remove: (token) => database.delete("tickets", token),
    values: async () => ({ ...NOTHING, ...(await database.get("values", "values")) }),
    keep: async (change) => {
      const tx = database.transaction("values", "readwrite");
      await tx.store.put({ ...NOTHING, ...(await tx.store.get("values")), ...change }, "values");
      await tx.done;
    },
  };
}

async function changeTicket(database: Database, token: string, change: Partial<Omit<Kept, "token">>): Promise<Kept | null> {
  const tx = database.transaction("tickets", "readwrite");
  const before = await tx.store.get(token);
  if (before === undefined) return null;
  let after: Kept = { ...before, ...change };
  // A newer link of a ticket that is here already: its key and pass go along, or the door would know neither.
  for (const other of await tx.store.getAll()) {
    if (other.token === token || !isSameTicket(other, after)) continue;
    if (after.key === null) after = { ...after, key: other.key, pass: other.pass, picture: after.picture ?? other.picture };
    await tx.store.delete(other.token);
  }
  await tx.store.put(after);
  await tx.done;
  return after;
}
