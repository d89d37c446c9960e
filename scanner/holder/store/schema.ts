import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Language } from "../../shared/i18n/catalogue.ts";
import type { Contact } from "../domain/time.ts";
import type { Kept } from "../domain/ticket.ts";

/** Single values: what a person has chosen, and the server's clock. */
export interface Values {
  readonly language: Language | null;
  /** The link token of the ticket that was open last. */
  readonly open: string | null;
  readonly contact: Contact | null;
}

export interface HolderSchema extends DBSchema {
  tickets: { key: string; value: Kept };
  values: { key: "values"; value: Values };
}

export type Database = IDBPDatabase<HolderSchema>;

/** Opens the app's storage, creating it on the first start. Rejects where the browser keeps no storage at all. */
export function openDatabase(name = "einlass-holder"): Promise<Database> {
  return openDB<HolderSchema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("tickets", { keyPath: "token" });
      database.createObjectStore("values");
    },
    blocking(_current, _blocked, event) {
      // A newer version in another tab needs the storage; this tab's next access fails and says so.
      (event.target as IDBDatabase).close();
    },
  });
}
